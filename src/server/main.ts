import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { takeLanguage } from '../adapters/programLanguage.ts';
import { registryCacheFolder } from '../adapters/registry/cacheFolder.ts';
import { serveLanguage } from './languageServer.ts';

takeLanguage(process.env);

// The transport (--node-ipc, --stdio, --socket) is the client's choice, told on the command line.
serveLanguage(createConnection(ProposedFeatures.all), {
  cacheFolder: registryCacheFolder(process.env),
});
