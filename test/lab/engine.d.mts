/** A running lab; see engine.mjs. */
export interface Lab {
  /** `127.0.0.1:<port>`, plain http. */
  readonly registry: string;
  readonly env: NodeJS.ProcessEnv;
  readonly engineVersion: string;
  readonly buildxVersion: string;
  stop(): Promise<void>;
}

export function startLab(options: {
  say: (message: string) => void;
  signal?: AbortSignal;
}): Promise<Lab>;
