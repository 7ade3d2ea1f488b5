/** Programs that fetch, unpack, change and place files, and do the same on every platform. */
export const filePrograms: readonly string[] = (
  '. : [ [[ awk basename cat cd chmod chown cp curl cut dirname echo exit export false find ' +
  'gpg grep gunzip gzip head jq ln ls mkdir mv printf pwd realpath rm rmdir sed set sha1sum ' +
  'sha256sum sha512sum sort tail tar test touch tr true umask unxz unzip wc wget xz'
).split(' ');
