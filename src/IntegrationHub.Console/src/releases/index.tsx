import { Route, Routes } from 'react-router';
import '../codes';
import { addWords } from '../parts/words';
import en from './en.json';
import { ReleaseList } from './ReleaseList';
import { ReleasePage } from './ReleasePage';
import './releases.css';
import vi from './vi.json';

addWords('releases', vi, en);

export default function Releases() {
  return (
    <Routes>
      <Route index element={<ReleaseList />} />
      <Route path=":id" element={<ReleasePage />} />
    </Routes>
  );
}
