import path from 'node:path';
import type { BuildDeclaration } from '../../src/core/project/declaration.ts';

/** What is compared of a build: paths are relative to the project. */
interface BakedBuild {
  readonly context: string;
  readonly dockerfile: string;
  readonly platforms: readonly string[];
  readonly args: Readonly<Record<string, string>>;
  readonly contexts: readonly string[];
  readonly target?: string;
}

/** Compose projects, and what `docker buildx bake --print` makes of their files. */
interface ComposeProject {
  readonly title: string;
  /** Texts by path: `compose.yaml`, `compose.override.yaml`, `.env`, and whatever they name. */
  readonly files: Readonly<Record<string, string>>;
  /** Arguments of `web` that docker knows, and we leave unknown, as their values come from the environment. */
  readonly fromEnvironment?: readonly string[];
  readonly expected: Readonly<Record<string, BakedBuild>>;
}

/** What declarations say of a project's builds, as it is compared. */
export function bakedBuilds(
  declarations: readonly BuildDeclaration[],
  folder: string,
): Readonly<Record<string, BakedBuild>> {
  const shown = (absolute: string) => path.relative(folder, absolute).split(path.sep).join('/');
  return Object.fromEntries(
    declarations
      .map((each): [string, BakedBuild] => [
        each.name,
        {
          context: shown(each.context),
          dockerfile: shown(each.dockerfile),
          platforms: each.platforms,
          args: each.buildArgs ?? {},
          contexts: Object.keys(each.contexts ?? {}).sort(),
          ...(each.target !== undefined && { target: each.target }),
        },
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const plain = {
  ...{ context: '', dockerfile: 'Dockerfile', platforms: [], args: {}, contexts: [] },
};

/** The unit tests take what is expected for granted, the live tests ask docker. */
export const composeProjects: readonly ComposeProject[] = [
  {
    title: 'arguments, stage, platforms and contexts of an override',
    files: {
      'compose.yaml':
        'services:\n  web:\n    build:\n      context: web\n      args: { A: 1, B: base }\n      target: dev\n      platforms: [linux/amd64]\n      additional_contexts: [x=docker-image://alpine]\n',
      'compose.override.yaml':
        'services:\n  web:\n    build:\n      args: [B=over, C=new]\n      target: prod\n      platforms: [linux/arm64, linux/amd64]\n      additional_contexts: { y: ./y }\n  extra:\n    build: ./extra\n',
    },
    expected: {
      extra: { ...plain, context: 'extra', dockerfile: 'extra/Dockerfile' },
      web: {
        context: 'web',
        dockerfile: 'web/Dockerfile',
        platforms: ['linux/amd64', 'linux/arm64'],
        args: { A: '1', B: 'over', C: 'new' },
        contexts: ['x', 'y'],
        target: 'prod',
      },
    },
  },
  {
    title: 'variables of .env, defaults and dollars',
    fromEnvironment: ['C', 'D', 'F', 'MULTIARCH_T_K', 'L'],
    files: {
      'compose.yaml':
        'services:\n  web:\n    build:\n      context: ./${MULTIARCH_T_DIR:-web}\n      platforms: ["${MULTIARCH_T_P-linux/s390x}"]\n      target: st-$MULTIARCH_T_C\n      args: { A: "a$$b", B: "${MULTIARCH_T_B:-x}", C: $MULTIARCH_T_C, D: "${MULTIARCH_T_E:+yes}", F: "${MULTIARCH_T_G?must}", H: "${MULTIARCH_T_I:-${MULTIARCH_T_J:-deep}}", MULTIARCH_T_K: , L: "1${MULTIARCH_T_C}2" }\n',
      '.env': 'MULTIARCH_T_C=c\nMULTIARCH_T_E=1\nMULTIARCH_T_G="quoted g"\nMULTIARCH_T_K=k\n',
    },
    expected: {
      web: {
        ...plain,
        context: 'web',
        dockerfile: 'web/Dockerfile',
        target: 'st-c',
        platforms: ['linux/s390x'],
        args: {
          ...{ A: 'a$b', B: 'x', C: 'c', D: 'yes', F: 'quoted g', H: 'deep' },
          ...{ MULTIARCH_T_K: 'k', L: '1c2' },
        },
      },
    },
  },
  {
    title: 'a list of arguments with variables, over one without a value',
    fromEnvironment: ['A', 'B'],
    files: {
      'compose.yaml':
        'services:\n  web:\n    build: { context: ., args: ["A=${MULTIARCH_T_A}-x", B=base, C=$$] }\n',
      'compose.override.yaml': 'services:\n  web:\n    build: { args: [B] }\n',
      '.env': 'MULTIARCH_T_A=a\nB=b\n',
    },
    expected: { web: { ...plain, args: { A: 'a-x', B: 'b', C: '$' } } },
  },
  {
    title: 'numbers as Go reads and prints them',
    files: {
      'compose.yaml':
        'services:\n  web:\n    build: { context: ., args: { A: 010, B: 08, C: 1_000, D: 0b11, E: 0X1F, F: 12345678901234567890, G: 0.1e-7, H: 1.10, I: -017, J: 1e3, K: "010", L: 1e21, M: +5, N: .inf, O: .nan, P: 1e400, Q: 0o17, R: 0.00001, S: 12:30, T: -0 } }\n',
    },
    expected: {
      web: {
        ...plain,
        args: {
          ...{ A: '8', B: '8', C: '1000', D: '3', E: '31', F: '12345678901234567890' },
          ...{ G: '1e-08', H: '1.1', I: '-15', J: '1000', K: '010', L: '1e+21', M: '5' },
          ...{ N: '+Inf', O: 'NaN', P: '1e400', Q: '15', R: '1e-05', S: '12:30', T: '0' },
        },
      },
    },
  },
  {
    title: '!reset and !override',
    files: {
      'compose.yaml':
        'services:\n  web:\n    build:\n      context: web\n      dockerfile: D\n      args: { A: 1, B: base }\n      platforms: [linux/amd64]\n      target: dev\n  gone:\n    build: gone\n',
      'compose.override.yaml':
        'services:\n  web:\n    build:\n      args: !override { Z: 1 }\n      platforms: !override [linux/arm64]\n      target: !reset null\n  gone:\n    build: !reset null\n    image: x\n',
    },
    expected: {
      web: {
        ...plain,
        context: 'web',
        dockerfile: 'web/D',
        platforms: ['linux/arm64'],
        args: { Z: '1' },
      },
    },
  },
  {
    title: '!override before what is short',
    files: {
      'compose.yaml':
        'services:\n  web:\n    build: { context: web, args: { A: 1 } }\n  other:\n    build: { context: web, args: { A: 1 }, target: dev }\n',
      'compose.override.yaml':
        'services:\n  web:\n    build: { args: !override [Z=1] }\n  other:\n    build: !override { context: new, args: [B=2] }\n',
    },
    expected: {
      other: { ...plain, context: 'new', dockerfile: 'new/Dockerfile', args: { B: '2' } },
      web: { ...plain, context: 'web', dockerfile: 'web/Dockerfile', args: { Z: '1' } },
    },
  },
  {
    title: 'aliases of what stands in !override and !reset, and of these',
    files: {
      'compose.yaml':
        'services:\n  web:\n    build: { context: web, args: { A: 1 }, target: dev }\n  other:\n    build: { context: web, args: { A: 1 }, target: dev }\n  third:\n    build: { context: web, args: { A: 1 }, target: dev }\n',
      'compose.override.yaml':
        'services:\n  web:\n    build: &all !override { context: &place new, args: &args { Z: &z 1 } }\n  gone:\n    build: !reset { context: &far far }\n    image: x\n  other:\n    build: { context: *far, args: { <<: *args, B: *z } }\n  third:\n    build: *all\n  last:\n    build: { context: *place, args: *args }\n',
    },
    expected: {
      last: { ...plain, context: 'new', dockerfile: 'new/Dockerfile', args: { Z: '1' } },
      other: {
        ...plain,
        context: 'far',
        dockerfile: 'far/Dockerfile',
        args: { A: '1', B: '1', Z: '1' },
        target: 'dev',
      },
      third: { ...plain, context: 'new', dockerfile: 'new/Dockerfile', args: { Z: '1' } },
      web: { ...plain, context: 'new', dockerfile: 'new/Dockerfile', args: { Z: '1' } },
    },
  },
  {
    title: 'extends within a file, and an override that is short',
    files: {
      'compose.yaml':
        'services:\n  base:\n    build: { context: base, args: { A: 1 }, platforms: [linux/amd64] }\n  web:\n    extends: base\n    build: { context: web, args: { B: 2 }, platforms: [linux/arm64] }\n  web2:\n    extends: { service: web }\n',
      'compose.override.yaml':
        'services:\n  base:\n    build: { args: { A: over } }\n  web:\n    build: ./again\n',
    },
    expected: {
      base: {
        ...plain,
        context: 'base',
        dockerfile: 'base/Dockerfile',
        platforms: ['linux/amd64'],
        args: { A: 'over' },
      },
      web: {
        ...plain,
        context: 'again',
        dockerfile: 'again/Dockerfile',
        platforms: ['linux/amd64', 'linux/arm64'],
        args: { A: '1', B: '2' },
      },
      web2: {
        ...plain,
        context: 'web',
        dockerfile: 'web/Dockerfile',
        platforms: ['linux/amd64', 'linux/arm64'],
        args: { A: '1', B: '2' },
      },
    },
  },
  {
    title: 'anchors, merges and a short build below a long one',
    files: {
      'compose.yaml':
        'x-args: &args { A: 1 }\nservices:\n  web:\n    build: ./web\n  api:\n    build: { context: api, args: { <<: *args, B: 2 } }\n',
      'compose.override.yaml': 'services:\n  web:\n    build: { target: t }\n  api: {}\n',
    },
    expected: {
      api: {
        ...plain,
        context: 'api',
        dockerfile: 'api/Dockerfile',
        args: { A: '1', B: '2' },
      },
      web: { ...plain, context: 'web', dockerfile: 'web/Dockerfile', target: 't' },
    },
  },
  {
    title: 'extends of other files, whose paths are relative to them',
    files: {
      'compose.yaml':
        'services:\n  web:\n    extends: { service: middle, file: "parts/${MULTIARCH_T_F}.yaml" }\n    build: { args: { W: 1 }, platforms: [linux/amd64] }\n  own:\n    extends: { service: middle, file: ./parts/middle.yaml }\n    build: .\n  bare: { extends: { service: bare, file: parts/middle.yaml } }\n  none: { extends: { service: none, file: parts/middle.yaml } }\n  self: { extends: { service: own, file: compose.yaml } }\n',
      'parts/middle.yaml':
        'services:\n  middle:\n    extends: { service: deep, file: deep/deep.yml }\n    build:\n      context: .\n      args: [M=m]\n      platforms: [linux/ppc64le]\n      additional_contexts: { a: ./x, b: docker-image://alpine }\n  bare:\n    extends: under\n    build: { target: t }\n  under:\n    build: { context: ../other, dockerfile: D }\n  none:\n    build: { args: { N: 1 } }\n',
      'parts/deep/deep.yml':
        'services:\n  deep:\n    build: { context: .., dockerfile: q/Dockerfile, platforms: [linux/arm/v7], args: { D: 1, M: 0 } }\n',
      '.env': 'MULTIARCH_T_F=middle\n',
    },
    expected: {
      bare: { ...plain, context: 'other', dockerfile: 'other/D', target: 't' },
      none: { ...plain, args: { N: '1' } },
      own: {
        ...{ context: '', dockerfile: 'q/Dockerfile', contexts: ['a', 'b'] },
        platforms: ['linux/arm/v7', 'linux/ppc64le'],
        args: { D: '1', M: 'm' },
      },
      self: {
        ...{ context: '', dockerfile: 'q/Dockerfile', contexts: ['a', 'b'] },
        platforms: ['linux/arm/v7', 'linux/ppc64le'],
        args: { D: '1', M: 'm' },
      },
      web: {
        ...{ context: 'parts', dockerfile: 'parts/q/Dockerfile', contexts: ['a', 'b'] },
        platforms: ['linux/arm/v7', 'linux/ppc64le', 'linux/amd64'],
        args: { D: '1', M: 'm', W: '1' },
      },
    },
  },
  {
    title: 'an override that extends, and takes back what both say below it',
    files: {
      'compose.yaml':
        'services:\n  web:\n    build: { context: web, args: { A: 1, B: 1 }, platforms: [linux/amd64], target: dev }\n  other:\n    build: { context: web, args: { A: 1, B: 1 }, platforms: [linux/amd64] }\n',
      'compose.override.yaml':
        'services:\n  web:\n    extends: { service: t, file: t.yaml }\n    build: { platforms: !reset [], args: { A: !reset null, C: 3 } }\n  other:\n    extends: { service: t, file: t.yaml }\n    build: { platforms: !override [linux/riscv64], args: !override { Z: 1 } }\n',
      't.yaml':
        'services:\n  t:\n    build: { context: ., args: { A: 2, T: 2 }, platforms: [linux/ppc64le], target: t }\n',
    },
    expected: {
      other: { ...plain, platforms: ['linux/riscv64'], args: { Z: '1' }, target: 't' },
      web: { ...plain, args: { B: '1', T: '2', C: '3' }, target: 't' },
    },
  },
  {
    title: 'marks in what is extended',
    files: {
      'compose.yaml':
        'services:\n  web:\n    extends: { service: t, file: sub/t.yaml }\n    build: { args: { Z: 1 } }\n  here:\n    extends: base\n    build: { args: { Z: 1 } }\n  base:\n    build: { context: ., args: !override { R: 1 }, platforms: !reset [] }\n',
      'sub/t.yaml':
        'services:\n  t:\n    build: { context: ., args: !override { R: 1 }, target: !override x }\n',
    },
    expected: {
      base: { ...plain, args: { R: '1' } },
      here: { ...plain, args: { R: '1', Z: '1' } },
      web: {
        ...plain,
        context: 'sub',
        dockerfile: 'sub/Dockerfile',
        args: { R: '1', Z: '1' },
        target: 'x',
      },
    },
  },
];
