import type Dockerode from 'dockerode';

/** What `dial` of docker-modem takes. dockerode's own methods send neither every query nor a signal (5.0). */
interface Modem {
  dial(
    request: {
      readonly path: string;
      readonly method: 'GET';
      readonly options: Readonly<Record<string, string>>;
      readonly abortSignal: AbortSignal;
      readonly isStream?: boolean;
      readonly statusCodes: Readonly<Record<number, true | string>>;
    },
    done: (error: Error | null, answer: unknown) => void,
  ): void;
}

/**
 * Asks an engine for something.
 *
 * @param path of the Docker Engine API, without its version and its query, e.g. `/images/json`
 * @returns what the engine's JSON says, unchecked
 * @throws Error when the engine refuses, or nobody waits any more
 */
export function getFromEngine(
  engine: Dockerode,
  path: string,
  options: Readonly<Record<string, string>>,
  abortSignal: AbortSignal,
): Promise<unknown> {
  return dial(engine, path, options, abortSignal, false);
}

/** As {@link getFromEngine}, for an answer that does not end. */
export function streamFromEngine(
  engine: Dockerode,
  path: string,
  options: Readonly<Record<string, string>>,
  abortSignal: AbortSignal,
): Promise<NodeJS.ReadableStream> {
  // With `isStream` the answer is the response itself.
  return dial(engine, path, options, abortSignal, true) as Promise<NodeJS.ReadableStream>;
}

function dial(
  engine: Dockerode,
  path: string,
  options: Readonly<Record<string, string>>,
  abortSignal: AbortSignal,
  isStream: boolean,
): Promise<unknown> {
  const statusCodes = { 200: true, 404: 'no such object' } as const;
  const request = { path: `${path}?`, method: 'GET', options, abortSignal, isStream } as const;
  return new Promise((resolve, reject) => {
    (engine.modem as Modem).dial({ ...request, statusCodes }, (error, answer) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}
