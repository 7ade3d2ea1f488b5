import { buildersViewTests } from './buildersView.ts';
import { checkTests } from './checks.ts';
import { openStage, type Stage } from './stage.ts';
import { trustTests } from './trust.ts';
import { pictureOfFailure } from './window.ts';

// One window for all of it, as starting one takes longer than most of these tests.
describe('in the window', function () {
  this.timeout(90_000);
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  pictureOfFailure(() => stage.window);
  after(() => stage.close());

  trustTests(() => stage);
  checkTests(() => stage.window);
  buildersViewTests(() => stage);
});
