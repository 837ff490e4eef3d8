import type { paths } from './schema';
import { Problem } from './problem';

/** An answer has every property: what the document leaves open there is open in requests only. */
export type Full<T> = T extends (infer Item)[] ? Full<Item>[] : T extends object ? { [K in keyof T]-?: Full<Exclude<T[K], undefined>> } : T;
type Json<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } } ? Full<Body>
  : Operation extends { responses: { 202: { content: { 'application/json': infer Body } } } } ? Full<Body>
  : Operation extends { responses: { 201: { content: { 'application/json': infer Body } } } } ? Full<Body> : void;
type With<Method extends string> = { [Path in keyof paths]: paths[Path] extends { [M in Method]: infer Operation } ? (Operation extends undefined ? never : Path) : never }[keyof paths];
type Parameters<Operation> = Operation extends { parameters: infer P } ? P : never;
type PathOf<Operation> = Parameters<Operation> extends { path: infer P } ? P : undefined;
type QueryOf<Operation> = Parameters<Operation> extends { query?: infer Q } ? Q : undefined;
type BodyOf<Operation> = Operation extends { requestBody?: { content: { 'application/json': infer B } } } ? B : undefined;

export interface Asked<Operation> {
  path?: PathOf<Operation>;
  query?: { [K in keyof QueryOf<Operation>]?: QueryOf<Operation>[K] | null };
  /** Of what is changed, as it was read: nobody else's change is overwritten. */
  revision?: string;
  signal?: AbortSignal;
}

let csrf: string | null = null;

/** What every request that changes something carries; the session says it. */
export function rememberCsrf(word: string | null | undefined) {
  csrf = word ?? null;
}

/** An address of the API with its parameters; what is empty is left out. */
export function address(path: string, parameters?: object | null, query?: object | null): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String((parameters as Record<string, unknown> | undefined)?.[name] ?? '')));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

export async function send<T>(method: string, url: string, init: { body?: BodyInit; type?: string; revision?: string; signal?: AbortSignal } = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (init.type) headers['Content-Type'] = init.type;
  if (init.revision) headers['If-Match'] = `"${init.revision}"`;
  if (method !== 'GET' && csrf) headers['X-Hub-Csrf'] = csrf;
  let response: Response;
  try {
    response = await fetch(url, { method, headers, body: init.body, signal: init.signal });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'AbortError') throw fault;
    throw Problem.lost();
  }
  if (!response.ok) throw await Problem.of(response);
  return (response.status === 204 || !response.headers.get('Content-Type')?.includes('json') ? undefined : await response.json()) as T;
}

/** GET of the API, typed by its OpenAPI document: api.get('/api/v1/plans/{plan}/progress', { path: { plan }, query: { unit } }). */
export const api = {
  get: <P extends With<'get'>>(path: P, asked: Asked<paths[P]['get']> = {}) =>
    send<Json<paths[P]['get']>>('GET', address(path, asked.path as object, asked.query as object), { signal: asked.signal }),
  post: <P extends With<'post'>>(path: P, asked: Asked<paths[P]['post']> & { body?: BodyOf<paths[P]['post']> } = {}) => change<Json<paths[P]['post']>>('POST', path, asked),
  put: <P extends With<'put'>>(path: P, asked: Asked<paths[P]['put']> & { body?: BodyOf<paths[P]['put']> } = {}) => change<Json<paths[P]['put']>>('PUT', path, asked),
  patch: <P extends With<'patch'>>(path: P, asked: Asked<paths[P]['patch']> & { body?: BodyOf<paths[P]['patch']> } = {}) => change<Json<paths[P]['patch']>>('PATCH', path, asked),
  delete: <P extends With<'delete'>>(path: P, asked: Asked<paths[P]['delete']> = {}) => change<Json<paths[P]['delete']>>('DELETE', path, asked),
};

function change<T>(method: string, path: string, asked: { path?: unknown; query?: unknown; body?: unknown; revision?: string; signal?: AbortSignal }): Promise<T> {
  return send<T>(method, address(path, asked.path as object, asked.query as object), { body: asked.body === undefined ? undefined : JSON.stringify(asked.body), type: 'application/json', revision: asked.revision, signal: asked.signal });
}
