import { say } from '../../core/language.ts';
import { failure, failures, hostFailure, type RegistryFailure } from './errors.ts';
import { quoteBody } from './quotedText.ts';
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
  const { header = '', login = {} } = answer.authorization ?? {};
  const quote = quoteBody(answer.body.toString('utf8'), secretOf(header));
  switch (answer.status) {
    case 401:
      return failure(
        header.startsWith('Basic ')
          ? failures.loginRejected(host, login, quote)
          : failures.loginRequired(host, repository, login, quote),
      );
    case 403:
      return failure(failures.forbidden(host, repository, login, quote));
    case 404:
      return failure(failures.notFound(host, reference));
    case 407:
      return hostFailure(failures.proxyWantsLogin(answer.host));
    case 429: {
      const { pause, when } = readRetryAfter(answer.headers['retry-after']);
      return hostFailure(failures.rateLimited(host, login, when, quote), pause);
    }
    case 503: {
      const { pause } = readRetryAfter(answer.headers['retry-after']);
      const why = failures.serverError(answer.host, answer.status, quote);
      return pause === undefined ? failure(why) : hostFailure(why, pause);
    }
  }
  return answer.status >= 500
    ? failure(failures.serverError(answer.host, answer.status, quote))
    : failure(failures.unexpectedStatus(answer.host, answer.status, quote));
}

/** What an `Authorization` header must not be quoted for: its token, or the password in it. */
function secretOf(header: string): string | undefined {
  const [scheme, text = ''] = header.split(' ');
  if (scheme !== 'Basic') return text;
  const pair = Buffer.from(text, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

/** When to ask again (RFC 9110 section 10.2.3: seconds or a date), also as the end of a sentence. */
function readRetryAfter(header: string | undefined): { pause?: number; when?: string } {
  if (header === undefined) return {};
  if (/^\d{1,9}$/.test(header)) {
    const wait = Number(header);
    return { pause: wait * 1000, when: inTime(wait) };
  }
  // What is no date is read as one all the same: -5 as a day in May 2001.
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(header)) return {};
  const date = new Date(header);
  if (Number.isNaN(date.getTime())) return {};
  const pause = date.getTime() - Date.now();
  return {
    pause,
    when: pause > WEEK * 1000 ? inTime(pause / 1000) : say('after {0}', date.toUTCString()),
  };
}

/** In s: nobody waits for longer, and who says so has most likely miscounted. */
const WEEK = 7 * 86_400;

function inTime(wait: number): string {
  if (wait < 120) return say('in {0} s', wait);
  if (wait < 7200) return say('in {0} min', Math.ceil(wait / 60));
  if (wait <= 2 * 86_400) return say('in {0} hours', Math.ceil(wait / 3600));
  return wait <= WEEK ? say('in {0} days', Math.ceil(wait / 86_400)) : say('in more than a week');
}
