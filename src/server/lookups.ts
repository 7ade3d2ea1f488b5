import { readConfiguredHosts } from '../adapters/docker/config.ts';
import { createRegistryClient } from '../adapters/registry/client.ts';
import { createCredentialSource } from '../adapters/registry/credentialSource.ts';
import { systemNetwork } from '../adapters/registry/network.ts';
import type { EngineRegistries, Fact, ImageFacts, UnknownCode } from '../core/facts.ts';
import { parseReference } from '../core/image/reference.ts';
import { reportImage } from '../core/image/report.ts';
import type { ImageResult } from '../protocol/requests.ts';
import {
  defaultSettings,
  type Lookups as LookupsSetting,
  type Settings,
} from '../protocol/settings.ts';
import { createImageStore, type ImageStore } from './imageStore.ts';

/** How long the first look-up waits to hear which mirrors the engine uses, in ms. */
const enginePatience = 5_000;
/** How long a hover waits for an answer that is on its way, in ms. */
const hoverPatience = 4_000;
/** How many images of one file are looked up: no real file is near it, a generated one may be. */
const imagesPerFile = 500;
/** Time in which several answers cause one refresh, in ms. */
const gathering = 50;

/** What the server knows of images, and how it asks for more. */
export interface Lookups {
  /** Must be called first. */
  start(options: { trusted: boolean; engineExpected: boolean }): void;
  /** Takes the window's registry settings. */
  configure(registry: Settings['registry']): void;
  trust(): void;
  useEngine(registries: EngineRegistries): void;
  /** Reads what is known, for a document with this setting of `multiarch.registry.lookups`. */
  reader(setting: LookupsSetting): (reference: string) => Fact<ImageFacts>;
  /** Asks for what is unknown. Returns at once; `onChange` tells when there is news. */
  want(references: readonly string[], setting: LookupsSetting): void;
  /** Asks for what is unknown and waits for it, but never longer than a person would. */
  settle(references: readonly string[], setting: LookupsSetting): Promise<void>;
  /** An image that a person asked for: any host may be asked. */
  report(reference: string): Promise<ImageResult>;
  forgetUnknown(): void;
  dispose(): void;
}

/** Who hears of news, and where answers are kept. */
export interface LookupsOptions {
  /** Folder in which registries' answers outlive the server. */
  readonly cacheFolder?: string;
  /** Something that was unknown is known, or the other way round; several at once are one call. */
  readonly onChange: () => void;
  /** A host that may not be asked yet; called once per host. */
  readonly onHostQuestion: (host: string) => void;
}

/** Makes the look-ups of one server. Nothing is sent before {@link Lookups.want}. */
export function createLookups({ onChange, onHostQuestion, ...folder }: LookupsOptions): Lookups {
  const state = {
    trusted: false,
    registry: defaultSettings.registry,
    engine: { mirrors: [], insecure: [] } as EngineRegistries,
    dockerConfigHosts: [] as readonly string[],
  };
  const client = createRegistryClient({
    trusted: () => state.trusted,
    lookups: () => state.registry.lookups,
    findCredential: createCredentialSource(process.env),
    network: systemNetwork(process.env),
    ...folder,
    get allowedHosts() {
      return state.registry.allowedHosts;
    },
    get mirrors() {
      return state.registry.mirrors;
    },
    get insecure() {
      return state.registry.insecure;
    },
    get engine() {
      return state.engine;
    },
    get dockerConfigHosts() {
      return state.dockerConfigHosts;
    },
  });
  let config = Promise.resolve();
  let ready = createGate();
  const asked = new Set<string>();
  const waiting = new Set<() => void>();
  let news: NodeJS.Timeout | undefined;

  /** Files with another setting may ask other hosts; what the registries say is shared below. */
  const stores = { on: createStore('on'), ask: createStore('ask') };

  function createStore(setting: 'on' | 'ask'): ImageStore {
    return createImageStore(
      async (reference, signal) => {
        await ready.opened;
        const fact = await client.resolve(reference, { signal, lookups: setting });
        if (!fact.known && fact.reason.code === 'host-not-allowed') ask(reference);
        return fact;
      },
      () => {
        for (const wake of waiting) wake();
        news ??= setTimeout(() => {
          news = undefined;
          onChange();
        }, gathering);
      },
    );
  }

  function forgetUnknown(): void {
    stores.on.forgetUnknown();
    stores.ask.forgetUnknown();
  }

  function ask(reference: string): void {
    const parsed = parseReference(reference);
    if (!parsed.ok || asked.has(parsed.value.domain)) return;
    asked.add(parsed.value.domain);
    onHostQuestion(parsed.value.domain);
  }

  async function readDockerConfig(): Promise<void> {
    state.dockerConfigHosts = await readConfiguredHosts(process.env);
  }

  function begin(engineExpected: boolean): void {
    config = readDockerConfig();
    ready = createGate();
    if (engineExpected) ready.openAfter(enginePatience);
    else void config.then(ready.open);
  }

  const lookups: Lookups = {
    start({ trusted, engineExpected }) {
      state.trusted = trusted;
      if (trusted) begin(engineExpected);
    },
    configure(registry) {
      state.registry = registry;
    },
    trust() {
      state.trusted = true;
      forgetUnknown();
      // Only an editor that knows of trust says so, and it tells of its engine next.
      begin(true);
    },
    useEngine(registries) {
      state.engine = registries;
      forgetUnknown();
      void config.then(ready.open);
    },
    reader(setting) {
      if (!state.trusted) return untrusted;
      return setting === 'off' ? lookupsOff : stores[setting].get;
    },
    want(references, setting) {
      if (setting !== 'off' && state.trusted)
        stores[setting].want(references.slice(0, imagesPerFile));
    },
    async settle(references, setting) {
      if (setting === 'off') return;
      lookups.want(references, setting);
      const isPending = () =>
        references.some((reference) => {
          const fact = stores[setting].get(reference);
          return !fact.known && fact.reason.code === 'pending';
        });
      const deadline = Date.now() + hoverPatience;
      while (state.trusted && isPending() && Date.now() < deadline) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(wake, deadline - Date.now());
          function wake() {
            clearTimeout(timer);
            waiting.delete(wake);
            resolve();
          }
          waiting.add(wake);
        });
      }
    },
    async report(reference) {
      if (!state.trusted) return untrusted();
      await ready.opened;
      const fact = await client.resolve(reference, { purpose: 'asked' });
      return fact.known ? { ...fact, value: reportImage(fact.value) } : fact;
    },
    forgetUnknown,
    dispose() {
      clearTimeout(news);
      ready.open();
      stores.on.dispose();
      stores.ask.dispose();
      client.dispose();
      for (const wake of waiting) wake();
    },
  };
  return lookups;
}

const untrusted = () =>
  unknown(
    'untrusted',
    'No registry is asked, because this workspace is not trusted. Trust the workspace to look up its images.',
  );

const lookupsOff = () =>
  unknown(
    'lookups-off',
    'No registry is asked, because look-ups are off. Set multiarch.registry.lookups to on or ask to allow them.',
  );

function unknown(code: UnknownCode, message: string) {
  return { known: false, reason: { code, message } } as const;
}

/** Something that is waited for once: opened by an event, or by time. */
function createGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    opened,
    open: () => {
      clearTimeout(timer);
      open();
    },
    openAfter(ms: number) {
      timer = setTimeout(open, ms);
    },
  };
}
