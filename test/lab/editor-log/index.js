/**
 * What VS Code calls of @vscode/spdlog (src/vs/platform/log/node/spdlogLog.ts), without a compiled part. Without it the
 * editor has no logs, and keeps in memory what would stand in them. Files are not cut: no run is that long.
 */
const fs = require('node:fs');
const path = require('node:path');

/** In the order of their numbers. */
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 0;
  #isRaw = false;

  constructor(file) {
    this.#file = file;
  }

  setLevel(level) {
    this.#level = level;
  }

  clearFormatters() {
    this.#isRaw = true;
  }

  setPattern() {
    this.#isRaw = false;
  }

  trace(text) {
    this.#write(0, text);
  }

  debug(text) {
    this.#write(1, text);
  }

  info(text) {
    this.#write(2, text);
  }

  warn(text) {
    this.#write(3, text);
  }

  error(text) {
    this.#write(4, text);
  }

  critical(text) {
    this.#write(5, text);
  }

  flush() {}

  drop() {}

  #write(level, text) {
    if (level < this.#level) return;
    const time = new Date().toISOString().slice(0, -1).replace('T', ' ');
    const line = this.#isRaw ? text : `${time} [${levels[level]}] ${text}\n`;
    try {
      fs.appendFileSync(this.#file, line);
    } catch (error) {
      // The folder goes while the editor ends.
      if (error.code !== 'ENOENT') throw error;
    }
  }
}

async function createAsyncRotatingLogger(name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
}

module.exports = { createAsyncRotatingLogger, setFlushOn() {} };
