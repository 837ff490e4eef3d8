import { AimOutlined, ApartmentOutlined, CloudServerOutlined, FileDoneOutlined, FormOutlined, HeartOutlined, InboxOutlined, SettingOutlined, SyncOutlined } from '@ant-design/icons';
import type { ComponentType, ReactNode } from 'react';
import type { Right } from '../parts/session';

export interface Screen {
  /** Its name in the words: nav.KEY. */
  key: string;
  /** Where it begins; deeper addresses (/sources/new) are the screen's own. */
  path: string;
  icon: ReactNode;
  /** Code of the screen, loaded when it is opened. Its index exports the component as default and brings its words. */
  load: () => Promise<{ default: ComponentType }>;
  /** What was loaded; a screen that is there is shown at once. */
  loaded?: ComponentType;
  /** The pickers in the head (plan, unit, period, as known at) are of use to it. */
  isScoped?: boolean;
  /** Without it everybody who may read. */
  needs?: Right;
  /** Reached from other screens only. */
  isHidden?: boolean;
}

/** The screens in the order of the navigation. One that is not built has no line. */
export const screens: Screen[] = [
  { key: 'plan', path: '/', icon: <AimOutlined />, load: () => import('../plan'), isScoped: true },
  { key: 'passport', path: '/figures', icon: <AimOutlined />, load: () => import('../passport'), isScoped: true, isHidden: true },
  { key: 'sources', path: '/sources', icon: <CloudServerOutlined />, load: () => import('../sources') },
  { key: 'runs', path: '/runs', icon: <SyncOutlined />, load: () => import('../runs') },
  { key: 'quarantine', path: '/quarantine', icon: <InboxOutlined />, load: () => import('../quarantine') },
  { key: 'entries', path: '/entries', icon: <FormOutlined />, load: () => import('../entries') },
  { key: 'releases', path: '/releases', icon: <FileDoneOutlined />, load: () => import('../releases') },
  { key: 'health', path: '/health', icon: <HeartOutlined />, load: () => import('../health') },
  { key: 'systems', path: '/systems', icon: <ApartmentOutlined />, load: () => import('../systems') },
  { key: 'admin', path: '/admin', icon: <SettingOutlined />, load: () => import('../admin') },
];

/** The code of a screen, which from then on needs no waiting for. */
export async function loadScreen(screen: Screen): Promise<{ default: ComponentType }> {
  const code = await screen.load();
  screen.loaded = code.default;
  return code;
}
