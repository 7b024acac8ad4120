import { builtinModules } from 'node:module';
import type { Import } from './imports.ts';

/** What the core may use of npm: libraries that compute and touch nothing. A new one is added here on purpose. */
const PURE_PACKAGES = [
  'compromise',
  'croner',
  'defuddle',
  'feedsmith',
  'handlebars',
  'i18next',
  'ipaddr.js',
  'linkedom',
  'markdown-it',
  'mjml',
  'p-limit',
  'sanitize-html',
  'tinyld',
  'yaml',
  'zod',
];

/** All that the core may use of Node: hashes and bytes. */
const PURE_BUILTINS = ['node:crypto', 'node:buffer'];

const CDK = ['aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild'];

type Verdict = (each: Import) => boolean;

const isProject = (to: string) =>
  /^(lambdas|cli|infra|tests|bench|docs)\//.test(to) || to === 'newsletter.config.ts';
/** `@scope/name/deep` → `@scope/name`. */
const packageOf = (to: string) => to.split('/', to.startsWith('@') ? 2 : 1).join('/');
const isBuiltin = (to: string) => to.startsWith('node:') || builtinModules.includes(to);
const inside = (to: string, ...folders: string[]) => folders.some((folder) => to.startsWith(folder));

const CONFIG = ['newsletter.config.ts', 'lambdas/core/config.ts'];
/** Modules beside the use cases' folders, shared by all of them. */
const isSharedFunctionModule = (to: string) => /^lambdas\/functions\/[^/]+\.ts$/.test(to);

/** The first folder that fits decides; what it answers `false` to is a violation. */
const LAYERS: readonly { readonly under: string; readonly says: string; readonly allows: Verdict }[] = [
  {
    under: 'lambdas/core/',
    says: 'core imports core, pure libraries, node:crypto and node:buffer only',
    allows: ({ to }) =>
      isProject(to)
        ? inside(to, 'lambdas/core/')
        : isBuiltin(to)
          ? PURE_BUILTINS.includes(to)
          : PURE_PACKAGES.includes(packageOf(to)),
  },
  {
    under: 'lambdas/adapters/',
    says: 'adapters import core and adapters only',
    allows: ({ to }) =>
      isProject(to) ? inside(to, 'lambdas/core/', 'lambdas/adapters/') : !CDK.includes(packageOf(to)),
  },
  {
    under: 'lambdas/functions/',
    says: 'a function imports core, adapters and its own folder only',
    allows: ({ from, to }) => {
      if (!isProject(to)) return !CDK.includes(packageOf(to));
      const own = /^lambdas\/functions\/[^/]+\//.exec(from)?.[0];
      return (
        inside(to, 'lambdas/core/', 'lambdas/adapters/') ||
        isSharedFunctionModule(to) ||
        (own ? inside(to, own) : to === 'newsletter.config.ts')
      );
    },
  },
  {
    under: 'cli/',
    says: 'the command line imports core, adapters, functions and itself only',
    allows: ({ to }) =>
      isProject(to)
        ? inside(to, 'lambdas/', 'cli/') || to === 'newsletter.config.ts'
        : !CDK.includes(packageOf(to)),
  },
  {
    under: 'infra/bundling/',
    says: 'the build imports infra, core and the adapters that read and keep files only',
    allows: ({ to }) =>
      isProject(to)
        ? inside(to, 'infra/', 'lambdas/core/') || /^lambdas\/adapters\/file-[\w-]+\.ts$/.test(to)
        : !inside(to, '@aws-sdk/'),
  },
  {
    under: 'infra/',
    says: "infra imports infra, the config, and types of the functions' env.ts only",
    allows: ({ to, typeOnly }) =>
      isProject(to)
        ? inside(to, 'infra/') ||
          CONFIG.includes(to) ||
          (typeOnly && /^lambdas\/functions\/[^/]+\/env\.ts$/.test(to))
        : !inside(to, '@aws-sdk/'),
  },
];

/** One sentence for each import against the directions of docs/architecture.md: who, what, and the rule it breaks. */
export function violations(imports: readonly Import[]): string[] {
  return imports.flatMap((each) => {
    const layer = LAYERS.find(({ under }) => each.from.startsWith(under));
    return !layer || layer.allows(each) ? [] : [`${each.from} imports ${each.to}: ${layer.says}`];
  });
}
