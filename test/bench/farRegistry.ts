import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A registry that is further away than it is, by a proxy in a process of its own: its work is not ours. */
export interface FarRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Sets how long a round trip takes, in ms. */
  setDelay(delay: number): Promise<void>;
  /** Requests since this was asked before. */
  requests(): Promise<number>;
  close(): Promise<void>;
}

/** What the process is told. */
export interface FarRegistryOrder {
  /** In ms; as before when left out. */
  readonly delay?: number;
}

/** What it answers, first when it listens and then to every order. */
export interface FarRegistryAnswer {
  readonly host: string;
  readonly requests: number;
}

/** Starts the proxy in front of a registry on loopback; see `startSlowProxy` for what it does. */
export async function startFarRegistry(target: string): Promise<FarRegistry> {
  const program = path.join(__dirname, 'farRegistryProcess.ts');
  const child = fork(program, [target], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  const answer = async () => {
    const [message] = (await once(child, 'message')) as [FarRegistryAnswer];
    return message;
  };
  const ask = (order: FarRegistryOrder) => {
    const answered = answer();
    child.send(order);
    return answered;
  };
  const { host } = await answer();
  return {
    host,
    async setDelay(delay) {
      await ask({ delay });
    },
    async requests() {
      return (await ask({})).requests;
    },
    async close() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
