import { h } from './format.js';

let known = null;

/** Who is signed in, as GET /api/v1/session says; null: nobody is known. */
export const person = () => known;

export function recognize(session) {
  known = session;
}

/** What every request that changes something carries: another site's page cannot read it. */
export const careful = () => known?.csrf ? { 'X-Hub-Csrf': known.csrf } : {};

export async function signOut() {
  await fetch('api/v1/session', { method: 'DELETE', headers: careful() });
}

/** The form; done is called once somebody is signed in. */
export async function form(w, refused, done) {
  const ways = await fetch('api/v1/session/ways').then(answer => answer.json()).catch(() => ({ password: true }));
  const name = h('input', { type: 'text', autocomplete: 'username', required: true, maxlength: 60, autocapitalize: 'none' });
  const password = h('input', { type: 'password', autocomplete: 'current-password', required: true, maxlength: 200 });
  const told = h('p', { class: 'error', role: 'alert' }, refused ? w.signIn.province : '');
  const send = h('button', { type: 'submit' }, w.signIn.enter);
  const fields = h('form', null, h('label', null, h('span', null, w.signIn.name), name), h('label', null, h('span', null, w.signIn.password), password), send);
  fields.addEventListener('submit', async event => {
    event.preventDefault();
    send.disabled = true;
    try {
      const response = await fetch('api/v1/session', {
        method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ name: name.value, password: password.value }),
      });
      if (response.ok) {
        recognize(await response.json());
        return done();
      }
      told.textContent = response.status === 401 ? w.signIn.wrong : response.status === 429 ? w.signIn.often : w.refusedAnswer;
    } catch {
      told.textContent = w.lost;
    } finally {
      password.value = '';
      send.disabled = false;
    }
    password.focus();
  });
  return h('div', null, h('h2', null, w.signIn.title), ways.password && fields, ways.openId && h('p', null, h('a', { href: 'api/v1/session/openid' }, w.signIn.openId)), told);
}
