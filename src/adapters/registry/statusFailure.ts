import { failure, failures, hostFailure, quoteBody, type RegistryFailure } from './errors.ts';
import type { RegistryAnswer } from './transport.ts';

/** What a request was about, for messages. */
export interface Subject {
  /** Host that the user knows, e.g. `docker.io`; `docker login` takes it. */
  readonly host: string;
  /** Without the host, e.g. `library/alpine`. */
  readonly repository: string;
  /** Canonical reference. */
  readonly reference: string;
}

/** Explains an answer whose status is not the expected 200. */
export function statusFailure(answer: RegistryAnswer, subject: Subject): RegistryFailure {
  const { host, repository, reference } = subject;
  const quote = quoteBody(answer.body.toString('utf8'));
  switch (answer.status) {
    case 401:
      return failure(failures.loginRequired(host, repository, quote));
    case 403:
      return failure(failures.forbidden(host, repository, quote));
    case 404:
      return failure(failures.notFound(host, reference));
    case 429: {
      const retryAfter = readRetryAfter(answer.headers['retry-after']);
      return hostFailure(failures.rateLimited(host, retryAfter, quote));
    }
  }
  return answer.status >= 500
    ? failure(failures.serverError(answer.host, answer.status, quote))
    : failure(failures.unexpectedStatus(answer.host, answer.status, quote));
}

/** When to ask again (RFC 9110 section 10.2.3: seconds or a date), as the end of a sentence. */
function readRetryAfter(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) {
    const wait = Number(header);
    return wait < 120 ? `in ${wait} s` : `in ${Math.ceil(wait / 60)} min`;
  }
  const date = new Date(header);
  return Number.isNaN(date.getTime()) ? undefined : `after ${date.toUTCString()}`;
}
