import type { JunkRule } from './rules.ts';

/** One of these words or phrases is the whole line, with a stop, an arrow or dots behind it at most. */
function line(...phrases: readonly string[]): RegExp {
  return new RegExp(`^[[(「【]?(?:${phrases.join('|')})\\s?(?:[.!:؟。…»›→>]|\\.{3})*[\\])」】]?$`, 'iu');
}

/** A word that leads to another story: "Leia também: ...", "関連記事：...". */
function leading(...phrases: readonly string[]): RegExp {
  return new RegExp(`^[【\\[]?(?:${phrases.join('|')})[】\\]]?\\s?[:：|»›→]\\s?\\S.{0,160}[^.!?…。]$`, 'iu');
}

/**
 * The buttons of pages in other languages than English, German, French, Spanish and Italian, whose rules stand in
 * `rules.ts`. Whole lines only: none of these is a sentence.
 */
export const OTHER_LANGUAGES: readonly JunkRule[] = [
  {
    name: 'share-button',
    most: 6,
    test: line(
      'compartilh(?:ar|e)(?: (?:esta|este|a|o) (?:notícia|artigo|matéria))?|partilhar|delen|deel dit artikel|dela(?: artikeln)?|del(?: artikkelen| artiklen)?|jaa|udostępnij|sdílet|zdieľať|megosztás|distribuie|paylaş|chia sẻ|bagikan',
      'поделиться|поширити|поділитися|κοινοποίηση|σχολιάστε|сподели',
      'شارك|مشاركة|شارك (?:المقال|الخبر)|اشتراک‌گذاری|שתפו|שתף',
      'シェア(?:する)?|ツイート(?:する)?|この記事をシェア(?:する)?|共有(?:する)?|分享(?:到|至)?(?:微信|微博|朋友圈)?|轉發|转发|공유(?:하기)?|기사 공유(?:하기)?|शेयर करें|แชร์',
    ),
  },
  {
    name: 'advertisement',
    most: 4,
    test: line(
      'publicidade|advertentie|annons|annonse|annonce|mainos|reklama?|hirdetés|publicitate|iklan|quảng cáo',
      'реклама|διαφήμιση',
      'إعلان(?:ات)?|اعلان|آگهی|פרסומת',
      '広告|スポンサーリンク|广告|廣告|광고|विज्ञापन|โฆษณา',
    ),
  },
  {
    name: 'read-more',
    most: 6,
    test: line(
      'leia mais|saiba mais|ler mais|continue lendo|lees (?:meer|verder)|meer lezen|läs mer|les mer|læs mere|lue lisää|czytaj (?:więcej|dalej)|číst dál(?:e)?|více|čítať ďalej|tovább|citește (?:mai mult|mai departe)|devamını oku|daha fazla|xem thêm|baca selengkapnya|llegir més',
      'читать (?:далее|дальше|полностью)|подробнее|читати далі|докладніше|διαβάστε περισσότερα|прочети повече',
      'اقرأ المزيد|قراءة المزيد|للمزيد|المزيد|ادامه مطلب|קרא עוד|המשך קריאה',
      '続きを読む|もっと(?:見る|読む)|全文を読む|詳細を見る|阅读(?:全文|更多|原文)|閱讀(?:全文|更多)|查看(?:更多|全文)|更多|더\\s?보기|기사 전문 보기|और पढ़ें|อ่านต่อ',
    ),
  },
  {
    name: 'related-link',
    most: 24,
    test: leading(
      'leia também|veja também|lees ook|läs också|les også|læs også|lue myös|czytaj też|zobacz też|čtěte také|citește și|ayrıca bakınız',
      'читайте также|читайте також|смотрите также|διαβάστε επίσης',
      'اقرأ أيضا(?:ً)?|إقرأ أيضا|قد يهمك',
      '関連記事|あわせて読みたい|相关(?:阅读|新闻|文章)|相關(?:閱讀|新聞)|관련 ?기사|यह भी पढ़ें',
    ),
  },
  {
    name: 'subscription-plea',
    most: 8,
    test: line(
      'inscreva-se|assine(?: (?:já|agora|a newsletter))?|abonneer(?: nu)?|prenumerera|abonner|tilaa|zapisz się(?: na newsletter)?|abone ol',
      'подписаться|подпишитесь|підписатися|εγγραφείτε',
      'اشترك(?: الآن)?|اشترك في النشرة(?: البريدية)?',
      'メルマガ(?:に)?登録|会員登録|ログイン|订阅|訂閱|立即订阅|구독(?:하기)?|सब्सक्राइब करें',
    ),
  },
];
