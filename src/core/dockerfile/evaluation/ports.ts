import { quote } from '../../platform/quote.ts';
import { fail, succeed, type Result } from '../../result.ts';
import { isIpAddress } from './ipAddress.ts';

const PROTOCOLS: readonly string[] = ['', 'tcp', 'udp', 'sctp'];

/** A port as most are written: there is nothing to say about it. */
const USUAL = /^[0-9]{1,4}(?:\/(?:tcp|udp))?$/;

/** Whether a word of an EXPOSE is a port as it stands, without anything to expand. */
export function isUsualPort(text: string): boolean {
  return USUAL.test(text);
}

/**
 * What BuildKit has against a port of an EXPOSE, `[[address:]port:]port[-port][/protocol]`
 * (BuildKit 0.32, dockerfile2llb/convert_expose.go).
 *
 * @param text after expansion
 */
export function portProblem(text: string): string | undefined {
  const parts = text.split(':');
  const [inside, protocol = ''] = cut(parts.at(-1) ?? '', '/');
  const refused = `invalid port: ${quote(text)}: `;
  if (inside === '') return `${refused}no port specified`;
  if (!PROTOCOLS.includes(protocol.toLowerCase())) return `${refused}invalid proto: ${protocol}`;
  const address = addressProblem(parts.slice(0, -2).join(':'));
  if (address !== undefined) return address;
  const container = readRange(inside);
  if (!container.ok) return `invalid containerPort: ${inside}`;
  const outside = parts.at(-2) ?? '';
  if (outside === '') return undefined;
  const host = readRange(outside);
  if (!host.ok) return `invalid hostPort: ${outside}`;
  if (host.value === container.value || container.value === 0) return undefined;
  return `invalid ranges specified for container and host Ports: ${inside} and ${outside}`;
}

function addressProblem(text: string): string | undefined {
  const bracket = text.startsWith('[') ? bracketProblem(text) : undefined;
  if (bracket !== undefined) return `invalid IP address ${text}: address ${text}:: ${bracket}`;
  const address = text.startsWith('[') ? text.slice(1, -1) : text;
  return address === '' || isIpAddress(address) ? undefined : `invalid IP address: ${address}`;
}

/** What is wrong with `[…]`, as Go's net.SplitHostPort says it (with a colon behind). */
function bracketProblem(text: string): string | undefined {
  const end = text.indexOf(']');
  if (end === -1) return "missing ']' in address";
  if (end < text.length - 1) {
    return text[end + 1] === ':' ? 'too many colons in address' : 'missing port in address';
  }
  return text.includes('[', 1) ? "unexpected '[' in address" : undefined;
}

/** How many ports a range has beyond its first. */
function readRange(text: string): Result<number> {
  const [first, last] = cut(text, '-');
  const start = readNumber(first);
  const end = last === undefined || last === first ? start : readNumber(last);
  if (start === undefined || end === undefined || end < start) return fail('no range of ports');
  return succeed(end - start);
}

function readNumber(text: string): number | undefined {
  const number = /^[+-]?[0-9]+$/.test(text) ? Number(text) : NaN;
  return number >= 0 && number <= 65535 ? number : undefined;
}

function cut(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
