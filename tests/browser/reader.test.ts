import { readerWalks } from './reader-walk.ts';

readerWalks([{ language: 'en', javaScriptEnabled: true, axe: true }]);
