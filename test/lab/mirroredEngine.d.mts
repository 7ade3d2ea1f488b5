/** One more engine beside the lab's own; see mirroredEngine.mjs. */
export interface MirroredEngine {
  /** `unix://…` */
  readonly address: string;
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
