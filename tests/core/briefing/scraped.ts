/** What is left of a news page when somebody copies its text: bare paragraphs, then two buttons. In our own words. */
export const SCRAPED = `German Foreign Minister Lena Vogt visited India to speak about the country’s purchases of Russia’s oil during the long war on its western border. This trip is her third in a year and follows a summit in Rome in May.

Berlin has been critical of India’s purchases of oil, which give Moscow the means to go on with its war. As prices rise, the matter reaches far beyond Europe. Her ministry wants Delhi to buy from the Gulf, by gentle words or by new duties.

Beyond talking about oil, Vogt’s trip also addresses growing concerns in Delhi about German limits on visas and tariffs on steel. Despite some progress in the spring, Indian officials remain wary of what Brussels may decide next.

At a tense time in the Red Sea, Vogt is expected to underline Germany’s commitment to free shipping and safe crews along the whole coast. Talks may also touch on the drought in the Horn of Africa.

Other topics on the list for the trip include the flow of fake medicines into Hamburg, climate pledges made by both sides in Rome, and concerns about the mines of the east. It was a busy week. Vogt’s trip serves as a chance to settle a series of old disputes and look for common ground between the two countries.

Share.
Exit mobile version`;
