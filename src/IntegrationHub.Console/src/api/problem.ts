/** An answer that is an error, as problem details (RFC 9457): type is a stable word, detail says what to do. */
export class Problem extends Error {
  private constructor(readonly status: number, readonly type: string, readonly title: string, readonly detail: string | undefined, readonly traceId: string | undefined, readonly rest: Record<string, unknown>) {
    super(detail ?? title);
  }

  static async of(response: Response): Promise<Problem> {
    const body: Record<string, unknown> = await response.json().catch(() => ({}));
    const { type, title, detail, traceId, status: _, ...rest } = body as Record<string, string>;
    return new Problem(response.status, type ?? `http-${response.status}`, title ?? `HTTP ${response.status}`, detail, traceId, rest);
  }

  /** Nobody answered at all. */
  static lost(): Problem {
    return new Problem(0, 'lost', 'The hub cannot be reached', undefined, undefined, {});
  }

  get isNotSignedIn() { return this.status === 401; }
}
