/** What of Fastify, the web server of fauxqs, its routes are wrapped by. */
export type Fastify = {
  addHook(name: 'onRoute', hook: (route: Route) => void): void;
  addHook(name: 'onClose', hook: () => Promise<void>): void;
  listen(options: { port: number; host: string }): Promise<string>;
};
export type Route = { method: string; url: string; bodyLimit?: number; handler: Handler };
export type Handler = (request: Request, reply: Reply) => unknown;
export type Request = {
  headers: Record<string, string | undefined>;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
};
export type Reply = {
  statusCode: number;
  header(name: string, value: unknown): Reply;
  status(code: number): Reply;
  send(body?: unknown): unknown;
};
