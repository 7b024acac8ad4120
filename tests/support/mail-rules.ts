import type { ConfigData } from 'html-validate';

/** What mail needs and a web page would not have, rule by rule. */
export const MAIL_RULES: ConfigData = {
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'off', // some clients drop style sheets
    'no-deprecated-attr': 'off', // Outlook takes widths and alignment from attributes, anchors from `name`
    'no-conditional-comment': 'off', // Outlook for Windows is told apart by them
    'prefer-native-element': 'off', // MJML: a div as article, because clients drop <article>
    'presentation-role-style': 'off', // MJML: older screen readers know `presentation` and not `none`
    'void-style': 'off', // MJML writes <meta>, our templates <br />
    'doctype-style': 'off', // MJML writes it in lower case
  },
};
