import type { Command } from '../commandLine.ts';
import { addToList, copyList, createList, removeFromList } from '../lists/listCommands.ts';
import { UsageError } from '../terminal.ts';

/** `multiarch index`: makes and changes manifest lists. */
export const indexCommand: Command = {
  help: `Usage: multiarch index create <source…> --tag <name>:<tag> [options]
       multiarch index add <name>:<tag> <source…> [options]
       multiarch index remove <name>:<tag> <platform…> [options]
       multiarch index copy <source> <name>:<tag> [options]
       multiarch index push <spec.yaml|-> [options]
       multiarch index push --platforms a,b --template <name> --target <name>:<tag> [options]
       multiarch index convert <script|-> [--to spec|task|imagetools] [--format text|json]
       multiarch index diff <before> <after> [--format text|json]
       multiarch index undo <name>:<tag> [--format text|json]

Makes and changes manifest lists in registries. Every source is read before anything is written, what the
list names is copied before the list, each tag is put in one request, and what it named before is kept.

  create                 a list of images and other lists, in this order
  add                    puts images into the list of a tag; one for the same platform is replaced
  remove                 takes platforms out of the list of a tag
  copy                   the same bytes under another name, also in another registry, with signatures
  push                   the list of a manifest-tool spec; or of a template, in which ARCH, OS and VARIANT
                         give way to the words of each platform
  convert                scripts of docker manifest and manifest-tool to a spec, a task of VS Code, or
                         docker buildx imagetools
  diff                   what would change if the tag <before> named <after>
  undo                   gives a tag back what it named before the last change from here

  <source>               a reference; with =os/arch[/variant] the list says this platform of it. Of this machine:
                         oci:<folder or archive>[:name], docker-daemon:<name>
  --tag, -t <name>:<tag> where the list goes; may be repeated, for one repository
                         Wherever a tag is left out, here too, it is latest, as in docker tag.
  --type docker|oci      Docker's manifest list or OCI's index (default: what the sources are)
  --annotation n=value   of the index; may be repeated
  --platform a,b         of lists, only these platforms
  --platforms, --template, --target, --tags, --annotations, --ignore-missing
                         of push, as of manifest-tool push
  --lookups on|ask|off   which registries may be asked: those that you name (default), of these only those of
                         --allow-host, or none
  --allow-host HOST, --mirror HOST=URL, --insecure HOST
                         as of multiarch mcp; of undo, too
  --dry-run              says what would be done, and writes nothing
  --allow-loss           also if a tag loses platforms that it has now
  --no-referrers         copy without signatures and what else stands beside an image
  --format text|json     text for people (default), JSON for programs (docs/cli.md)

Exit codes: 0 done; 1 errors in the list, or platforms would be lost; 2 bad usage, or it could not be done.
`,
  async run([name, ...args], terminal) {
    switch (name) {
      case 'create':
        return createList(args, terminal);
      case 'add':
        return addToList(args, terminal);
      case 'remove':
        return removeFromList(args, terminal);
      case 'copy':
        return copyList(args, terminal);
      case 'push':
        return (await import('../lists/pushSpec.ts')).pushSpec(args, terminal);
      case 'convert':
        return (await import('../lists/convertCommands.ts')).convertCommands(args, terminal);
      case 'diff':
        return copyList([...args, '--dry-run', '--allow-loss'], terminal, 'diff');
      case 'undo':
        return (await import('../lists/undoTag.ts')).undoTag(args, terminal);
      case undefined:
        throw new UsageError(
          'Say what to do: create, add, remove, copy, push, convert, diff or undo.',
        );
      default:
        throw new UsageError(
          `There is no "index ${name}": it is create, add, remove, copy, push, convert, diff or undo.`,
        );
    }
  },
};
