import { readerWalks } from './reader-walk.ts';

readerWalks([{ language: 'en', javaScriptEnabled: false, axe: false }]);
