import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/**
 * Runs `work` while no other start or stop of a lab is under way on this machine. The lock is a
 * listening socket, so the kernel gives it back however its owner ends, and who waits learns of it
 * by the end of a connection.
 *
 * @template T
 * @param {{ say: (message: string) => void, signal?: AbortSignal }} surroundings
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLabLock({ say, signal }, work) {
  const address = lockAddress();
  let told = false;
  for (;;) {
    const lock = await listen(address);
    if (lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!told) say('Another lab is starting or stopping on this machine: waiting for it …');
    told = true;
    await untilReleased(address, signal);
  }
}

function lockAddress() {
  // An abstract socket (unix(7)) and a named pipe leave no file behind; elsewhere a file must do.
  if (process.platform === 'linux') return '\0multiarch-lab';
  if (process.platform === 'win32') return '\\\\.\\pipe\\multiarch-lab';
  return path.join(os.tmpdir(), 'multiarch-lab.sock');
}

function listen(address) {
  const waiting = new Set();
  const server = net.createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => waiting.delete(socket));
    socket.on('close', () => waiting.delete(socket));
    socket.unref();
  });
  const release = () => {
    server.close();
    for (const socket of waiting) socket.destroy();
  };
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve({ release });
    });
  });
}

function untilReleased(address, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const socket = net.connect(address);
    const onAbort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('error', (error) => {
      // A socket file whose owner died: nobody listens, so it may be taken away.
      if (error.code === 'ECONNREFUSED' && path.isAbsolute(address)) {
        fs.rmSync(address, { force: true });
      }
    });
    socket.on('close', () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    socket.resume();
  });
}
