import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import vi from './vi.json';

const kept = 'hub.language';

/** Vietnamese, unless the address (?lang=en) or this browser's last choice says English. */
export function startWords() {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(kept);
  void i18next.use(initReactI18next).init({
    lng: asked === 'en' ? 'en' : 'vi', fallbackLng: 'vi', ns: ['app'], defaultNS: 'app', fallbackNS: 'app',
    resources: { vi: { app: vi }, en: { app: en } }, interpolation: { escapeValue: false }, returnNull: false,
  });
  document.documentElement.lang = i18next.language;
}

export function speak(language: 'vi' | 'en') {
  localStorage.setItem(kept, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
