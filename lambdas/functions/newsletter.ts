import config from '../../newsletter.config.ts';
import { parseNewsletter } from '../core/config.ts';

/**
 * The validated configuration. The build puts its JSON in the place of this module, so that neither the schema library nor
 * the cron parser is in a bundle.
 */
export const newsletter = parseNewsletter(config);
