import { window, type LogOutputChannel } from 'vscode';

/** The one output channel, shared with the language client. Its texts are not translated. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Multi-Arch', { log: true });
}
