/** The parts of the library below its documented surface that we use; it ships no types for them. */
declare module 'spotify-web-api-node/src/http-manager.js' {
  import type { LibraryRequest } from 'spotify-web-api-node/src/webapi-request.js';

  export type Answer = { body: unknown; headers: Record<string, string>; statusCode: number };
  type Send = (request: LibraryRequest, callback: (error: unknown, answer?: Answer) => void) => void;
  const manager: { get: Send; post: Send; put: Send; del: Send };
  export default manager;
}

declare module 'spotify-web-api-node/src/webapi-request.js' {
  import type { Answer } from 'spotify-web-api-node/src/http-manager.js';

  export type LibraryRequest = {
    getHost(): string;
    getPath(): string;
    getHeaders(): Record<string, string> | undefined;
    getQueryParameters(): Record<string, unknown> | undefined;
    getBodyParameters(): unknown;
    execute(send: unknown): Promise<Answer>;
  };
  export type Builder = {
    withPath(path: string): Builder;
    withHeaders(headers: Record<string, string>): Builder;
    withQueryParameters(query: Record<string, unknown>): Builder;
    withBodyParameters(body: Record<string, unknown>): Builder;
    build(): LibraryRequest;
  };
  const request: { builder(accessToken: string): Builder };
  export default request;
}

declare module 'spotify-web-api-node/src/authentication-request.js' {
  import type { Builder } from 'spotify-web-api-node/src/webapi-request.js';

  const request: { builder(): Builder };
  export default request;
}
