import { auditImage } from './auditImage.ts';
import { checkDockerfile } from './checkDockerfile.ts';
import { explainError } from './explainError.ts';
import { explainStages } from './explainStages.ts';
import { inspectImage } from './inspectImage.ts';
import { planBuild } from './planBuild.ts';
import { planList } from './planList.ts';
import type { Tool } from './tool.ts';

/** What language models can ask for. */
export const allTools: readonly Tool[] = [
  inspectImage,
  checkDockerfile,
  explainStages,
  planBuild,
  explainError,
  auditImage,
  planList,
];
