import assert from 'node:assert/strict';
import { parseImageConfig } from '../../../../src/core/image/config.ts';

describe('parseImageConfig', () => {
  it('reads what a build needs', () => {
    const config = parseImageConfig({
      architecture: 'arm',
      os: 'linux',
      variant: 'v7',
      created: '2026-11-21T00:06:03.31171413Z',
      config: {
        Env: ['PATH=/bin', 'OPTIONS=a=b', 'FLAG', 'PATH=/usr/bin'],
        OnBuild: ['COPY . /src'],
        Entrypoint: ['/app'],
        Cmd: ['--help'],
      },
      history: [
        { created_by: 'ARG TARGETARCH=arm64', empty_layer: true },
        { created_by: 'COPY app /app # buildkit' },
        {},
      ],
    });
    assert.deepEqual(config, {
      ok: true,
      value: {
        platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
        created: '2026-11-21T00:06:03.31171413Z',
        environment: { PATH: '/usr/bin', OPTIONS: 'a=b', FLAG: '' },
        onBuild: ['COPY . /src'],
        entrypoint: ['/app'],
        command: ['--help'],
        history: [
          { createdBy: 'ARG TARGETARCH=arm64', isEmptyLayer: true },
          { createdBy: 'COPY app /app # buildkit', isEmptyLayer: false },
          { createdBy: '', isEmptyLayer: false },
        ],
      },
    });
  });

  it('reads an empty config, as artifacts have', () => {
    const config = parseImageConfig({});
    assert.deepEqual(config.ok && config.value, {
      platform: { os: '', architecture: '' },
      environment: {},
      onBuild: [],
      entrypoint: [],
      command: [],
      history: [],
    });
  });

  it('takes a time that was never set as none', () => {
    const config = parseImageConfig({ created: '0001-01-01T00:00:00Z' });
    assert.equal(config.ok && 'created' in config.value, false);
  });

  it('reads null members as absent', () => {
    const config = parseImageConfig({ os: null, config: null, history: null });
    assert.equal(config.ok, true);
  });

  it('keeps a variable whose name is a member of every object', () => {
    const config = parseImageConfig({ config: { Env: ['__proto__=x', 'constructor=y'] } });
    assert.deepEqual(config.ok && Object.entries(config.value.environment), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  function refuses(json: unknown, message: string): void {
    it(message, () => {
      const config = parseImageConfig(json);
      assert.equal(config.ok ? undefined : config.problem.message, message);
    });
  }
  refuses([], 'the image config is not a JSON object');
  refuses({ os: 1 }, 'malformed image config: "os" is not a string');
  refuses({ config: [] }, 'malformed image config: "config" is not an object');
  refuses({ config: { Env: 'A=b' } }, 'malformed image config: "Env" is not a list of strings');
  refuses({ history: [1] }, 'malformed image config: "history" is not a list of objects');
});
