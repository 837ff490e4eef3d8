import { addWords } from '../parts/words';
import en from './en.json';
import vi from './vi.json';

// Also of use to the page of a source, which shows its runs.
addWords('runs', vi, en);
