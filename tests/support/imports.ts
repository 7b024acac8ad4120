import { posix } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Text of TypeScript modules by their path in the project, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** One module asks for another. */
export interface Import {
  readonly from: string;
  /** A path in the project, or the name as written: `zod`, `node:fs`. */
  readonly to: string;
  /** `import type`: nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/**
 * Every import that esbuild's parser sees: static, dynamic and `require`, none followed. The compiler option keeps
 * imports whose names are used as types alone, as Node's own type stripping does.
 */
async function parse(sources: Sources): Promise<Import[]> {
  const found: Import[] = [];
  const virtual: Plugin = {
    name: 'virtual',
    setup(each) {
      each.onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
        // esbuild writes `./` before an entry point that is also a file on disk.
        if (kind === 'entry-point') return { path: path.replace(/^\.\//, ''), namespace: 'source' };
        const to = path.startsWith('.') ? posix.join(posix.dirname(importer), path) : path;
        found.push({ from: importer, to, typeOnly: false });
        return { path, external: true };
      });
      each.onLoad({ filter: /.*/, namespace: 'source' }, ({ path }) => ({
        contents: sources.get(path) ?? '',
        loader: 'ts',
      }));
    },
  };
  await build({
    entryPoints: [...sources.keys()],
    outdir: 'nowhere',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [virtual],
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return found;
}

/** Makes a parser without types see `import type`, `export type ... from` and `import('...').Name` too. */
function withTypesAsValues(text: string): string {
  const named = [...text.matchAll(/\bimport\(\s*(['"][^'"]+['"])\s*\)\s*\./g)].map(
    ([, name]) => `import ${name};\n`,
  );
  return named.join('') + text.replace(/\b(import|export)\s+type\b(?=\s*[\w{*])(?=[^=;]*?\bfrom\b)/g, '$1');
}

/** The imports of all sources, sorted; throws esbuild's BuildFailure on text that is not TypeScript. */
export async function importsOf(sources: Sources): Promise<Import[]> {
  const values = await parse(sources);
  const all = await parse(new Map([...sources].map(([path, text]) => [path, withTypesAsValues(text)])));
  const keyOf = ({ from, to }: Import) => `${from} ${to}`;
  const known = new Set(values.map(keyOf));
  const types = all.filter((each) => !known.has(keyOf(each))).map((each) => ({ ...each, typeOnly: true }));
  const unique = new Map([...values, ...types].map((each) => [keyOf(each), each]));
  return [...unique.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
