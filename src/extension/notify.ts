import { window } from 'vscode';
import { withoutLinks } from './plainMessage.ts';

/** A button of a notification. */
export interface Remedy {
  readonly label: string;
  run(): unknown;
}

/** A message for the user: what happened, to what, why; the buttons are the next step. */
export interface Notice {
  readonly severity: 'information' | 'warning' | 'error';
  /** Shown as it is, also where it looks like Markdown. */
  readonly message: string;
  readonly remedies?: readonly Remedy[];
  /** Notices of the same cause are shown once per session. Without a cause it is always shown. */
  readonly cause?: string;
}

const shown = new Set<string>();

/** Shows a notice, and does what the chosen button says. */
export async function notify(notice: Notice): Promise<void> {
  const { cause, severity, message, remedies = [] } = notice;
  if (cause !== undefined) {
    if (shown.has(cause)) return;
    shown.add(cause);
  }
  const show = {
    information: window.showInformationMessage,
    warning: window.showWarningMessage,
    error: window.showErrorMessage,
  }[severity];
  const labels = remedies.map((remedy) => remedy.label);
  const chosen = await show(withoutLinks(message), ...labels);
  await remedies.find((remedy) => remedy.label === chosen)?.run();
}
