/**
 * Why docker could not do what it was told with a builder, as far as its words tell.
 *
 * - `no-kubeconfig`: there is no cluster that kubectl would talk to
 * - `ssh`: the program ssh could not sign in, or not reach the machine
 * - `host-unknown`: no address for the name of a machine
 * - `no-answer`: nothing listens, or not in time
 * - `no-image`: BuildKit's image could not be pulled
 * - `not-started`: a container or pod that there is none of yet
 * - `certificates`: TLS failed
 */
export type BuilderFailure =
  | 'no-kubeconfig'
  | 'ssh'
  | 'host-unknown'
  | 'no-answer'
  | 'no-image'
  | 'not-started'
  | 'certificates';

/** Wordings of buildx 0.13 to 0.36 and docker 26 to 29; the first that fits counts. */
const wordings: readonly (readonly [RegExp, BuilderFailure])[] = [
  [/no configuration has been provided|invalid configuration: /i, 'no-kubeconfig'],
  [/\[ssh |exit status 255|permission denied \(publickey/i, 'ssh'],
  [/failed to (?:pull|resolve) |pull access denied|toomanyrequests/i, 'no-image'],
  [/no such container|no nodes available|pods? .{0,200}not found/i, 'not-started'],
  [/no such host/i, 'host-unknown'],
  [/certificate|tls: /i, 'certificates'],
  [/connection refused|deadline exceeded|cannot connect to the docker daemon/i, 'no-answer'],
  [/i\/o timeout|no route to host|network is unreachable/i, 'no-answer'],
];

/** Recognises a failure by the tool's text; undefined leaves the text to speak for itself. */
export function builderFailure(message: string): BuilderFailure | undefined {
  return wordings.find(([wording]) => wording.test(message))?.[1];
}
