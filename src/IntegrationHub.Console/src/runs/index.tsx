import { Route, Routes } from 'react-router';
import '../codes';
import { RunList } from './RunList';
import { RunPage } from './RunPage';
import './runs.css';
import './words';

export default function Runs() {
  return (
    <Routes>
      <Route index element={<RunList />} />
      <Route path=":id" element={<RunPage />} />
    </Routes>
  );
}
