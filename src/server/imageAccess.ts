import { readConfiguredHosts } from '../adapters/docker/config.ts';
import {
  readBuilderRegistries,
  withBuilderCertificates,
  type BuilderRegistries,
} from '../adapters/registry/builderRegistries.ts';
import {
  createRegistryClient,
  type QuotaStop,
  type RegistryClient,
} from '../adapters/registry/client.ts';
import { createCredentialSource } from '../adapters/registry/credentialSource.ts';
import {
  createEngineFirst,
  type ImageReader,
  type LocalImages,
} from '../adapters/registry/engineFirst.ts';
import { systemNetwork, type Network } from '../adapters/registry/network.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { EngineRegistries, Fact } from '../core/facts.ts';
import { defaultHttpSettings, defaultSettings, type HttpSettings } from '../protocol/settings.ts';
import type { Settings } from '../protocol/settings.ts';
import type { WorkerRegistries } from '../protocol/worker.ts';
import { createGate } from './gate.ts';

/** How long the first look-up waits to hear of engine and builder, in ms. */
const patience = 5_000;

/** Drivers whose BuildKit does not look at the configuration of any engine. */
const ownConfiguration: readonly string[] = ['docker-container', 'kubernetes'];

const noRegistries: EngineRegistries = { mirrors: [], insecure: [] };

/** The ways to images, as the editor, its user and Docker have set them up. */
export interface ImageAccess {
  /** Images as a build finds them. */
  readonly images: ImageReader;
  /** Images as registries have them. */
  readonly registries: RegistryClient;
  readonly isTrusted: boolean;
  /** Proxies and certificates, as the editor, its user and the environment name them. */
  readonly network: Network;
  /** Resolves when it is known where to ask. Nothing is to be asked before. */
  ready(): Promise<void>;
  /** Must be called first. */
  start(options: StartOptions): void;
  trust(): void;
  configure(registry: Settings['registry'], http: HttpSettings): void;
  useEngine(registries: EngineRegistries): void;
  /** How registries are asked, for a process of its own. */
  forWorker(): Promise<WorkerRegistries>;
  /** Resolves to whether other images may be found now than before. */
  useBuilder(builder: Fact<Builder>): Promise<boolean>;
  dispose(): void;
}

/** What a server begins with. */
export interface StartOptions {
  readonly trusted: boolean;
  /** Whether the engine's registries, and the builder, are still to be told. */
  readonly engineExpected: boolean;
  readonly builderExpected: boolean;
}

/** What access is made of. */
export interface AccessOptions {
  /** Folder in which registries' answers outlive the server. */
  readonly cacheFolder?: string;
  /** The engine's own images; asked only where the builder looks at them. */
  readonly localImages: LocalImages;
  readonly onQuotaKept: (stop: QuotaStop) => void;
}

/** Makes the access of one server. Nothing is sent before somebody asks. */
export function createImageAccess({ localImages, ...rest }: AccessOptions): ImageAccess {
  const state = {
    trusted: false,
    configured: false,
    engineExpected: false,
    builderExpected: false,
    registry: defaultSettings.registry,
    http: defaultHttpSettings,
    engine: noRegistries,
    dockerConfigHosts: [] as readonly string[],
    builder: undefined as Builder | undefined,
    builderRegistries: undefined as BuilderRegistries | undefined,
    /** Counts changes of the ways to hosts. */
    network: 0,
  };
  const engineRegistries = () =>
    ownConfiguration.includes(state.builder?.driver ?? '') ? noRegistries : state.engine;
  const network = systemNetwork(process.env, () => state.http);
  const registries = createRegistryClient({
    trusted: () => state.trusted,
    lookups: () => state.registry.lookups,
    findCredential: createCredentialSource(process.env),
    network: {
      ...withBuilderCertificates(network, () => state.builderRegistries),
      version: () => state.network,
    },
    ...rest,
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
      return engineRegistries();
    },
    get builder() {
      return state.builderRegistries;
    },
    get dockerConfigHosts() {
      return state.dockerConfigHosts;
    },
  });
  const images = createEngineFirst(registries, {
    localImages: () => (state.builder?.driver === 'docker' ? localImages : undefined),
    mayAsk: (lookups) => state.trusted && (lookups ?? state.registry.lookups) !== 'off',
  });
  let gate = createGate([], 0);
  let usingBuilder: Promise<unknown> = Promise.resolve();

  async function useBuilder(fact: Fact<Builder>): Promise<boolean> {
    const before = nameOf(state.builder);
    const builder = fact.known ? fact.value : undefined;
    const isOwn = builder !== undefined && ownConfiguration.includes(builder.driver);
    const own = isOwn ? await readBuilderRegistries(builder.name, process.env) : undefined;
    state.builder = builder;
    state.builderRegistries = own;
    state.network++;
    gate.pass('builder');
    return before !== nameOf(builder) || isOwn;
  }

  function begin(): void {
    gate.open();
    const waited = createGate(
      [
        'config',
        ...(state.configured ? [] : ['settings']),
        ...(state.engineExpected ? ['engine'] : []),
        ...(state.builderExpected ? ['builder'] : []),
      ],
      patience,
    );
    gate = waited;
    void readConfiguredHosts(process.env).then((hosts) => {
      state.dockerConfigHosts = hosts;
      waited.pass('config');
    });
  }

  return {
    images,
    registries,
    network,
    get isTrusted() {
      return state.trusted;
    },
    ready: () => gate.opened,
    start(options) {
      Object.assign(state, options);
      if (options.trusted) begin();
    },
    trust() {
      state.trusted = true;
      // Only an editor that knows of trust says so, and it tells of its engine next.
      state.engineExpected = true;
      begin();
    },
    configure(registry, http) {
      if (JSON.stringify(http) !== JSON.stringify(state.http)) state.network++;
      Object.assign(state, { registry, http, configured: true });
      gate.pass('settings');
    },
    useEngine(engine) {
      state.engine = engine;
      gate.pass('engine');
    },
    useBuilder(fact) {
      // One after the other: what is read of the one before may take longer.
      const used = usingBuilder.then(() => useBuilder(fact));
      usingBuilder = used.catch(() => undefined);
      return used;
    },
    async forWorker() {
      if (state.trusted) await gate.opened;
      await usingBuilder;
      const { trusted, dockerConfigHosts, http, builder, builderRegistries: own } = state;
      const [node] = builder?.nodes ?? [];
      const { lookups, allowedHosts, mirrors, insecure } = state.registry;
      return {
        ...{ trusted, lookups, allowedHosts, dockerConfigHosts, mirrors, insecure, http },
        engine: engineRegistries(),
        // It reads the builder's configuration itself: keys are part of it.
        ...(own && builder && { builder: builder.name }),
        ...(builder?.driver === 'docker' && node && { engineImages: node.endpoint }),
      };
    },
    dispose() {
      gate.open();
      registries.dispose();
    },
  };
}

function nameOf(builder: Builder | undefined): string {
  return JSON.stringify([builder?.name, builder?.driver, builder?.nodes[0]?.endpoint]);
}
