/** The HTTP API as one typed function; it needs nothing but `fetch` and serves any front end. */
import type { paths } from "./schema";
import { Problem } from "./problem";

type Verb = "get" | "post" | "put" | "patch" | "delete";
type Path = keyof paths;
type Names<P> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Content<T> = T extends { content: infer C extends object } ? C[keyof C] : undefined;
type Operation<P extends Path, V extends Verb> = V extends keyof paths[P] ? NonNullable<paths[P][V]> : never;
type Succeeded<R> = { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Content<R[S]> : never }[keyof R];

/** What the API takes in the body of a request. */
export type Body<P extends Path, V extends Verb> =
  Operation<P, V> extends { requestBody: infer R } ? Content<R> : undefined;
/** What the API takes in the query of a request. */
export type Query<P extends Path, V extends Verb> =
  Operation<P, V> extends { parameters: { query?: infer Q } } ? Q : undefined;
/** What the API answers when all went well. */
export type Answer<P extends Path, V extends Verb> =
  Operation<P, V> extends { responses: infer R } ? Succeeded<R> : never;

type Input<P extends Path, V extends Verb> = ([Names<P>] extends [never]
  ? { params?: undefined }
  : { params: Record<Names<P>, string> }) &
  (Body<P, V> extends undefined ? { body?: undefined } : { body: Body<P, V> }) & {
    query?: Query<P, V> | undefined;
    headers?: Record<string, string>;
    /** Sees the headers of a good answer: `ETag`, or the `X-Next-Cursor` of an export that comes in parts. */
    onHeaders?: (headers: Headers) => void;
  };
type Rest<I> = object extends I ? [input?: I] : [input: I];

export interface Client {
  <P extends Path, V extends Verb>(verb: V, path: P, ...rest: Rest<Input<P, V>>): Promise<Answer<P, V>>;
}

interface Options {
  /** Where the API is; empty for the page's own origin. */
  origin?: string;
  /** Gives the session token; left out where the session travels as a cookie. */
  token?: () => string | undefined;
  /** Milliseconds until an unanswered request counts as a lost network. */
  timeout?: number;
}

export function createClient({ origin = "", token, timeout = 20_000 }: Options = {}): Client {
  const call = async (verb: string, path: string, input: Loose = {}): Promise<unknown> => {
    const { body, headers } = input;
    const bearer = token?.();
    const request: RequestInit = {
      method: verb.toUpperCase(),
      signal: AbortSignal.timeout(timeout),
      headers: {
        Accept: "application/json",
        "X-Requested-With": "postern",
        ...(body !== undefined && { "Content-Type": typeof body === "string" ? "text/csv" : "application/json" }),
        ...(bearer && { Authorization: `Bearer ${bearer}` }),
        ...headers,
      },
    };
    if (body !== undefined) request.body = typeof body === "string" ? body : JSON.stringify(body);
    return read(await fetch(origin + address(path, input), request).catch(lost), input.onHeaders);
  };
  return call as Client;
}

/** The same without its types, which end where the request begins. */
export interface Loose {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Record<string, string>;
  onHeaders?: (headers: Headers) => void;
}

function address(path: string, { params = {}, query = {} }: Loose): string {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)]));
  const filled = path.replace(/{(\w+)}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  return search.size ? `${filled}?${search}` : filled;
}

async function read(response: Response, onHeaders?: (headers: Headers) => void): Promise<unknown> {
  const text = await response.text().catch(lost);
  const isJson = /^application\/(problem\+)?json\b/.test(response.headers.get("Content-Type") ?? "");
  if (!response.ok) throw new Problem(response.status, isJson ? JSON.parse(text) : {});
  onHeaders?.(response.headers);
  return isJson && text ? JSON.parse(text) : text || undefined;
}

function lost(): never {
  throw new Problem(0, { code: "network" });
}

export type Session = Answer<"/v1/session", "get">;
export type SignIn = Answer<"/v1/login", "post">;
export type User = Answer<"/v1/users", "get">["items"][number];
export type Policy = Answer<"/v1/policy", "get">;
export type Sso = Answer<"/v1/sso", "get">;
