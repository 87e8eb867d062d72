/** Characters between which a line may be broken and that are as wide as they are high: hanzi, kana, CJK marks. */
export const ideographic = /[\u2e80-\u312f\u3200-\ua4cf\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u;
