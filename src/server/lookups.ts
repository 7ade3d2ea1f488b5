import type { ImageContents } from '../adapters/inspection/imageContents.ts';
import {
  registryContents,
  type InspectionOptions,
} from '../adapters/inspection/registryContents.ts';
import type { Network } from '../adapters/registry/network.ts';
import type { Quota } from '../adapters/registry/quotas.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { BaseImageNeed } from '../core/dockerfile/baseImages.ts';
import type { BaseImage } from '../core/dockerfile/resolution.ts';
import type { EngineRegistries, Fact, ImageFacts, UnknownCode } from '../core/facts.ts';
import { parseReference } from '../core/image/reference.ts';
import { reportImage } from '../core/image/report.ts';
import { say } from '../core/language.ts';
import { parsePlatform } from '../core/platform/platform.ts';
import type { ImageResult, NamesParams } from '../protocol/imageRequests.ts';
import type { WorkerRegistries } from '../protocol/worker.ts';
import type { HttpSettings, Lookups as LookupsSetting, Settings } from '../protocol/settings.ts';
import { listNames, type NameList } from './nameList.ts';
import {
  createFactStore,
  createImageStore,
  type FactStore,
  type ImageStore,
} from './imageStore.ts';
import { createImageAccess, type AccessOptions, type StartOptions } from './imageAccess.ts';

/** How long a hover waits for an answer that is on its way, in ms. */
const hoverPatience = 4_000;
/** How many images of one file are looked up: no real file is near it, a generated one may be. */
const imagesPerFile = 500;
/** How many configs of base images, likewise. */
const configsPerFile = 100;
/** Time in which several answers cause one refresh, in ms. */
const gathering = 50;

/** What the server knows of images, and how it asks for more. */
export interface Lookups {
  /** Must be called first. */
  start(options: StartOptions): void;
  /** Takes the window's registry settings, and the editor's for HTTP. */
  configure(registry: Settings['registry'], http: HttpSettings): void;
  trust(): void;
  useEngine(registries: EngineRegistries): void;
  /** Resolves when the builder counts: what is known of images may have to be asked for again. */
  useBuilder(builder: Fact<Builder>): Promise<void>;
  /** Reads what is known, for a document with this setting of `multiarch.registry.lookups`. */
  reader(setting: LookupsSetting): (reference: string) => Fact<ImageFacts>;
  /** The same of configs of base images. */
  baseReader(setting: LookupsSetting): (need: BaseImageNeed) => Fact<BaseImage>;
  /** Asks for what is unknown. Returns at once; `onChange` tells when there is news. */
  want(
    references: readonly string[],
    setting: LookupsSetting,
    bases?: readonly BaseImageNeed[],
  ): void;
  /**
   * Asks for what is unknown and waits for it, but never longer than a person would, nor after the
   * signal.
   */
  settle(
    references: readonly string[],
    setting: LookupsSetting,
    signal?: AbortSignal,
    bases?: readonly BaseImageNeed[],
  ): Promise<void>;
  /**
   * An image that a person asked for: any host may be asked.
   *
   * @throws the signal's reason when cancelled
   */
  report(reference: string, signal?: AbortSignal): Promise<ImageResult>;
  /** An image in a registry, to be looked at in all its parts. */
  contents(reference: string, options: InspectionOptions): ImageContents;
  /**
   * Names that a registry lists, because a person asked for them: repositories of a host, or tags of a
   * repository. Sorted for people, a thousand at most.
   *
   * @throws the signal's reason when cancelled
   */
  list(what: NamesParams, signal: AbortSignal): Promise<Fact<NameList>>;
  /** What a registry has said of its limit, e.g. `docker.io`. */
  quota(host: string): Quota | undefined;
  /** The ways to hosts, for those that are no registries. */
  readonly network: Network;
  /** How registries are asked, for a process of its own. */
  forWorker(): Promise<WorkerRegistries>;
  forgetUnknown(): void;
  dispose(): void;
}

/** Who hears of news, and what images are read with. */
export interface LookupsOptions extends AccessOptions {
  /** Something that was unknown is known, or the other way round; several at once are one call. */
  readonly onChange: () => void;
  /** A host that may not be asked yet; called once per host. */
  readonly onHostQuestion: (host: string) => void;
}

/** Makes the look-ups of one server. Nothing is sent before {@link Lookups.want}. */
export function createLookups({ onChange, onHostQuestion, ...rest }: LookupsOptions): Lookups {
  const access = createImageAccess(rest);
  const asked = new Set<string>();
  const waiting = new Set<() => void>();
  let news: NodeJS.Timeout | undefined;

  /** Files with another setting may ask other hosts; what the registries say is shared below. */
  const stores = { on: createStore('on'), ask: createStore('ask') };
  const baseStores = { on: createBaseStore('on'), ask: createBaseStore('ask') };
  const all = [stores.on, stores.ask, baseStores.on, baseStores.ask];

  function createBaseStore(setting: 'on' | 'ask'): FactStore<BaseImage> {
    return createFactStore(
      async (key, signal) => {
        await access.ready();
        const at = key.lastIndexOf('::');
        const platform = parsePlatform(key.slice(at + 2));
        if (!platform.ok) return unknown('failed', platform.problem.message);
        const options = { signal, lookups: setting };
        return access.images.resolveBaseImage(key.slice(0, at), platform.value, options);
      },
      tellNews,
      (before, after) => JSON.stringify(before) === JSON.stringify(after),
    );
  }

  function createStore(setting: 'on' | 'ask'): ImageStore {
    return createImageStore(async (reference, signal) => {
      await access.ready();
      const fact = await access.images.resolve(reference, { signal, lookups: setting });
      const reason = fact.known ? fact.value.elsewhere : fact.reason;
      if (reason?.code === 'host-not-allowed') ask(reference);
      return fact;
    }, tellNews);
  }

  function tellNews(): void {
    for (const wake of waiting) wake();
    news ??= setTimeout(() => {
      news = undefined;
      onChange();
    }, gathering);
  }

  function forgetUnknown(): void {
    for (const store of all) store.forgetUnknown();
  }

  function ask(reference: string): void {
    const parsed = parseReference(reference);
    if (!parsed.ok || asked.has(parsed.value.domain)) return;
    asked.add(parsed.value.domain);
    onHostQuestion(parsed.value.domain);
  }

  const lookups: Lookups = {
    start(options) {
      access.start(options);
    },
    configure(registry, http) {
      access.configure(registry, http);
    },
    trust() {
      access.trust();
      forgetUnknown();
    },
    useEngine(registries) {
      access.useEngine(registries);
      forgetUnknown();
    },
    async useBuilder(builder) {
      if (!(await access.useBuilder(builder))) return;
      for (const store of all) store.outdate();
    },
    reader(setting) {
      if (!access.isTrusted) return untrusted;
      return setting === 'off' ? lookupsOff : stores[setting].get;
    },
    baseReader(setting) {
      if (!access.isTrusted) return untrusted;
      return setting === 'off' ? lookupsOff : ({ key }) => baseStores[setting].get(key);
    },
    want(references, setting, bases = []) {
      if (setting === 'off' || !access.isTrusted) return;
      stores[setting].want(references.slice(0, imagesPerFile));
      baseStores[setting].want(bases.slice(0, configsPerFile).map(({ key }) => key));
    },
    async settle(references, setting, signal, bases = []) {
      if (setting === 'off') return;
      lookups.want(references, setting, bases);
      const isPending = () =>
        [
          ...references.map((reference) => stores[setting].get(reference)),
          ...bases.map(({ key }) => baseStores[setting].get(key)),
        ].some((fact) => !fact.known && fact.reason.code === 'pending');
      const deadline = performance.now() + hoverPatience;
      while (access.isTrusted && isPending() && performance.now() < deadline && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(wake, deadline - performance.now());
          function wake() {
            clearTimeout(timer);
            waiting.delete(wake);
            signal?.removeEventListener('abort', wake);
            resolve();
          }
          waiting.add(wake);
          signal?.addEventListener('abort', wake);
        });
      }
    },
    async report(reference, signal) {
      if (!access.isTrusted) return untrusted();
      await access.ready();
      const options = { purpose: 'asked', ...(signal && { signal }) } as const;
      const fact = await access.registries.resolve(reference, options);
      return fact.known ? { ...fact, value: reportImage(fact.value) } : fact;
    },
    contents(reference, options) {
      const contents = registryContents(access.registries, reference, options);
      const ready = (): Promise<void> => (access.isTrusted ? access.ready() : Promise.resolve());
      return {
        find: (signal) => ready().then(() => contents.find(signal)),
        read: (wanted, signal) => ready().then(() => contents.read(wanted, signal)),
        counted: () => contents.counted?.(),
        referrers: (digest, signal) => ready().then(() => contents.referrers(digest, signal)),
      };
    },
    async list(what, signal) {
      if (!access.isTrusted) return untrusted();
      await access.ready();
      return listNames(what, access.registries.access, signal);
    },
    quota: (host) => access.registries.quota(host),
    network: access.network,
    forWorker: () => access.forWorker(),
    forgetUnknown,
    dispose() {
      clearTimeout(news);
      for (const store of all) store.dispose();
      access.dispose();
      for (const wake of waiting) wake();
    },
  };
  return lookups;
}

const untrusted = () =>
  unknown(
    'untrusted',
    say(
      'No registry is asked, because this workspace is not trusted. Trust the workspace to look up its images.',
    ),
  );

const lookupsOff = () =>
  unknown(
    'lookups-off',
    say(
      'No registry is asked, because look-ups are off. Set multiarch.registry.lookups to on or ask to allow them.',
    ),
  );

function unknown(code: UnknownCode, message: string) {
  return { known: false, reason: { code, message } } as const;
}
