import assert from 'node:assert/strict';
import { inspectBuilder } from '../../../src/adapters/docker/builderInspection.ts';
import type { Builder } from '../../../src/core/build/workerNode.ts';
import {
  builderItems,
  childItems,
  type BuilderItem,
} from '../../../src/extension/builders/buildersTree.ts';
import { renderItem } from '../../../src/extension/builders/itemRendering.ts';

/** What `docker buildx inspect` says of a farm (buildx 0.29), shortened. */
const inspected = `Name:          farm
Driver:        remote
Last Activity: 2026-11-21 00:06:03 +0000 UTC

Nodes:
Name:             intel
Endpoint:         tcp://10.0.0.1:1234
Status:           running
BuildKit version: v0.26.2
Platforms:        linux/amd64*, linux/amd64/v2, linux/amd64/v3, linux/arm64, linux/386, linux/arm/v7
GC Policy rule#0:
 All:            false
 Keep Duration:  48h0m0s
 Max Used Space: 488.3MiB

Name:             arm
Endpoint:         tcp://10.0.0.2:1234
Status:           running
BuildKit version: v0.0.0+unknown
Platforms:        linux/arm64*, linux/arm/v7

Name:     away
Endpoint: tcp://10.0.0.3:1234
Status:   inactive
`;

describe('the rows of the builders view', () => {
  function check(name: string, nodes: number, expected: string): void {
    it(name, () => {
      assert.equal(draw(builderItems(contents(farm(nodes)))), expected);
    });
  }

  check(
    'with a node that does not answer',
    3,
    `farm | remote · used for builds
  Targets | known once away runs
  Builds wait for away
  intel | BuildKit 0.26.2
    linux/amd64* | native · v2 · v3
    linux/386 | in hardware
    2 runnable | arm64, arm/v7
      linux/arm64 | runnable
      linux/arm/v7 | runnable
  arm | tcp://10.0.0.2:1234
    2 runnable | arm64*, arm/v7
      linux/arm64* | runnable
      linux/arm/v7 | runnable
  away | does not answer
    No answer from tcp://10.0.0.3:1234
  Build cache | 6.374GB
    Emptied by rule 1 | keep duration 48h0m0s, max used space 488.3MiB
`,
  );
  check(
    'with pins that do not count',
    2,
    `farm | remote · used for builds
  Targets | amd64 → intel, arm64 → intel, s390x → intel
    linux/amd64 | intel · native
    linux/arm64 | intel · runnable
    linux/s390x | intel · not runnable
  Pins do not count: s390x has none
  No node has s390x
  intel | BuildKit 0.26.2
    linux/amd64* | native · v2 · v3
    linux/386 | in hardware
    2 runnable | arm64, arm/v7
      linux/arm64 | runnable
      linux/arm/v7 | runnable
  arm | tcp://10.0.0.2:1234
    2 runnable | arm64*, arm/v7
      linux/arm64* | runnable
      linux/arm/v7 | runnable
  Build cache | 6.374GB
    Emptied by rule 1 | keep duration 48h0m0s, max used space 488.3MiB
`,
  );
});

/** The farm with its first nodes. */
function farm(nodes: number): Builder {
  const parsed = inspectBuilder('farm', undefined).parse(inspected);
  assert.ok(parsed.ok);
  const { driver, nodes: all } = parsed.value;
  return { name: 'farm', current: true, driver, nodes: all.slice(0, nodes) };
}

function contents(builder: Builder) {
  return {
    builders: [{ builder, isKnown: true, isAsked: false }],
    selected: builder.name,
    targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'],
  };
}

/** The rows as text, two blanks per level: label, and what stands beside it. */
function draw(items: readonly BuilderItem[], indent = ''): string {
  return items
    .map((item) => {
      const { label, description } = renderItem(item, () => ({
        total: '6.374GB',
        reclaimable: '1.5GB',
      }));
      const words = [label, description].filter((word) => typeof word === 'string');
      const text = words.filter((word) => word !== '').join(' | ');
      return `${indent}${text}\n${draw(childItems(item), `${indent}  `)}`;
    })
    .join('');
}
