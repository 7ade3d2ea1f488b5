import type { RuleCode } from '../core/analysis/finding.ts';

/** What a rule finds, in a few words, and what comes of it: sentences, in plain English. */
export const ruleTexts: Readonly<Record<RuleCode, readonly [finds: string, so: string]>> = {
  'dockerfile-error': ['BuildKit refuses the Dockerfile.', 'It cannot be built.'],
  'base-image-missing-platform': [
    'The image has nothing for a target platform.',
    'The build fails there: “no match for platform in manifest”.',
  ],
  'base-image-single-platform': [
    'The image is a single one, for another platform.',
    'BuildKit takes it and labels the result with the target platform all the same.',
  ],
  'constant-platform-flag': [
    'FROM --platform names one platform.',
    'The stage has it on every target.',
  ],
  'redundant-target-platform': [
    'FROM --platform=$TARGETPLATFORM is the default.',
    'The flag can go.',
  ],
  'result-pinned-to-platform': [
    'The result is built on an image that is pinned to a platform.',
    'Targets get the files of another platform.',
  ],
  'platform-arg-shadowed': [
    'An ARG gives an automatic platform argument a default.',
    'The default takes the place of the value of BuildKit.',
  ],
  'platform-arg-undeclared': [
    'A stage uses a platform argument that it does not declare.',
    'It is empty there.',
  ],
  'platform-arg-misspelled': [
    'A name is nearly that of a platform argument.',
    'It is empty, because nothing sets it.',
  ],
  'missing-stage-for-platform': [
    'A stage named after the platform is missing for a target.',
    'The build fails there, or pulls an image of that name.',
  ],
  'invalid-platform': [
    'A platform is none, or is not written as BuildKit writes it.',
    'BuildKit refuses it, or rewrites it.',
  ],
  'arch-named-image': [
    'The name of an image names an architecture.',
    'The plain name has all target platforms.',
  ],
  'degraded-platform-match': [
    'Only an image of another instruction set serves a target.',
    'BuildKit takes it without a word.',
  ],
  'windows-os-version': [
    'A Windows image does not fit the version of the host.',
    'Windows containers start on matching versions only.',
  ],
  'legacy-manifest': ['The image has a manifest of schema 1.', 'Current engines do not pull it.'],
  'single-platform-digest-pin': [
    'A digest pins the image of one platform.',
    'Several targets use it, so at least one gets the wrong files.',
  ],
  'architecture-literal': [
    'A URL, path or package name holds an architecture.',
    'Every target gets the files of that one.',
  ],
  'context-file-wrong-architecture': [
    'A copied program of the build context is for another architecture.',
    'It does not run in the image.',
  ],
  'hard-coded-compile-target': [
    'A compiler is told one architecture.',
    'Every target gets programs for it.',
  ],
  'emulated-compile': [
    'A compile or install step runs emulated.',
    'It takes many times as long as on a node of its own.',
  ],
  'platform-not-buildable': [
    'No node of the builder runs what a target executes, or a RUN ends itself for a target.',
    'The build fails there: “exec format error”, or as the RUN says.',
  ],
  'lockfile-lacks-platform': [
    'A lock file pins packages without a build for a target platform.',
    'Installing by it fails there, or leaves them out.',
  ],
  'inconsistent-platforms': [
    'Bake, compose, workflows and comments ask for different platforms.',
    'What is checked is not what is built, or a platform is left out.',
  ],
  'build-platform-stage-ignores-target': [
    'A stage on $BUILDPLATFORM compiles without a look at the target.',
    'Every target gets programs for the builder.',
  ],
  'build-host-probe': [
    'A stage on $BUILDPLATFORM asks the machine for its architecture.',
    'The answer is that of the builder, not of the target.',
  ],
  'shared-cache-mount': [
    'Targets share a cache with files of one architecture.',
    'One may take what another left there.',
  ],
  'ci-tags-overwritten': [
    'Runs of a job push the same tag for different platforms.',
    'The last one wins, and the other platforms are lost.',
  ],
  'ci-digest-lost': [
    'An image is pushed by digest, and nothing keeps the digest.',
    'No tag will ever name it.',
  ],
  'ci-output-conflict': [
    'What “push”, “tags” and “outputs” say does not go together.',
    'One of them counts for nothing, or the build fails.',
  ],
  'ci-load-several-platforms': [
    'A build loads several platforms into the engine.',
    'It fails: “docker exporter does not currently support exporting manifest lists”.',
  ],
  'ci-emulator-missing': [
    'A platform is built on a machine that does not run it, without an emulator.',
    'A RUN for it may fail: “exec format error”.',
  ],
  'ci-emulator-late': [
    'Emulators are set up after the builder.',
    'It may not know the platforms that they bring.',
  ],
  'ci-emulator-unneeded': [
    'Emulators are set up where nothing is emulated.',
    'The step takes time, and can go.',
  ],
  'ci-runner-mismatch': [
    'A platform is built on the machine for another one.',
    'It is emulated, though there are machines that run it.',
  ],
  'ci-base-lacks-platform': [
    'A platform is built from an image that does not have it.',
    'The build fails: “no match for platform in manifest”.',
  ],
  'ci-cache-shared': [
    'Builds for different platforms write one cache.',
    'All but the last one begin from nothing next time.',
  ],
  'ci-docker-manifest': [
    'Images are joined by “docker manifest create”.',
    'It refuses images with attestations: “is a manifest list”.',
  ],
  'ci-retired-action': ['An action no longer works, or is no longer kept.', 'The step fails.'],
  'unknown-rule': ['A comment ignores a rule that there is not.', 'It silences nothing.'],
};
