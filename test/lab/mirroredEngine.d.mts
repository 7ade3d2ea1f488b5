/** One more engine beside the lab's own; see mirroredEngine.mjs. */
export interface MirroredEngine {
  /** `unix://…` */
  readonly address: string;
  /** Ends the engine as a machine that shuts down does; resolves once it has ended. What it stores stays. */
  end(): Promise<void>;
  /** Ends its dockerd without a chance to do anything more (SIGKILL). What it stores stays as it is at this moment. */
  kill(): Promise<void>;
  /** Starts it again after {@link end} or {@link kill}, at the same address; resolves once it answers. */
  start(): Promise<void>;
  /** Ends it, and takes away all that is of it. */
  stop(): Promise<void>;
}

export function startMirroredEngine(options: {
  name: string;
  /** `127.0.0.1:<port>`, plain http. */
  mirror: string;
  env: NodeJS.ProcessEnv;
  say: (message: string) => void;
  signal?: AbortSignal;
  /** `containerd` when left out. */
  imageStore?: 'containerd' | 'classic';
}): Promise<MirroredEngine>;
