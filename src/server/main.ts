import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serveLanguage } from './languageServer.ts';

// The transport (--node-ipc, --stdio, --socket) is the client's choice, told on the command line.
serveLanguage(createConnection(ProposedFeatures.all));
