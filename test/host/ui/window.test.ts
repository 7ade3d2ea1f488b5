import assert from 'node:assert/strict';
import { buildersViewTests } from './buildersView.ts';
import { checkTests } from './checks.ts';
import { closeAll } from './closing.ts';
import { fixTests } from './fixTests.ts';
import { inspectorTests } from './inspectorTests.ts';
import { lookTests } from './lookTests.ts';
import { openStage, type Stage } from './stage.ts';
import { trustTests } from './trust.ts';
import { pictureOfFailure } from './window.ts';

// One window for all of it, as starting one takes longer than most of these tests.
describe('in the window', function () {
  this.timeout(270_000);
  let stage: Stage | undefined;
  before(async () => {
    stage = await openStage();
  });
  pictureOfFailure(() => stage?.window);
  after(closeAll);

  const opened = () => {
    assert(stage);
    return stage;
  };
  trustTests(opened);
  checkTests(() => opened().window);
  lookTests(() => opened().window);
  fixTests(() => opened().window);
  inspectorTests(opened);
  buildersViewTests(opened);
});
