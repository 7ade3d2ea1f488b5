import type { ResolvedBase } from './bases.ts';
import { configOf, ofImage, type Build } from './build.ts';
import { createScope, inheritScope, type Scope, type Setting } from '../scope.ts';

/** What PATH is in a stage whose base sets none (BuildKit 0.32, util/system). */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What is set at the beginning of a stage: what its base leaves behind. */
export function startScope(
  build: Build,
  base: ResolvedBase,
  scopeOf: (stage: number) => Scope | undefined,
): Scope {
  const inherited = base.kind === 'stage' ? scopeOf(base.stage) : undefined;
  if (inherited) return inheritScope(inherited);
  const isWindows = base.platform?.platform.os === 'windows';
  const path = isWindows ? undefined : DEFAULT_PATH;
  const directory = isWindows ? undefined : '/';
  if (base.kind === 'scratch') return createScope(new Map(), { path, directory });
  const reference = base.kind === 'image' || base.kind === 'context' ? base.reference : undefined;
  const config = reference === undefined ? undefined : configOf(build, reference, base.platform);
  if (!config) return createScope(new Map(), { rest: whyUnknown(build, base, reference) });
  const settings = new Map<string, Setting>();
  for (const entry of config.env ?? []) {
    const equals = entry.indexOf('=');
    const name = equals === -1 ? entry : entry.slice(0, equals);
    const value = equals === -1 ? '' : entry.slice(equals + 1);
    settings.set(name, { variable: { value }, byArg: false });
  }
  const { workingDirectory = directory } = config;
  return createScope(settings, { path, directory: isWindows ? undefined : workingDirectory });
}

function whyUnknown(
  { options: { unknownImages = {} } }: Build,
  base: ResolvedBase,
  reference: string | undefined,
): string {
  if (reference !== undefined) {
    const reason = base.platform
      ? ofImage(unknownImages, reference, base.platform)
      : 'its platform is not known';
    return `the config of ${reference} is not known${reason === undefined ? '' : `: ${reason}`}`;
  }
  if (base.kind === 'context' && base.context) {
    return `what the context ${base.context.name} sets is not known`;
  }
  return 'the base is not known';
}
