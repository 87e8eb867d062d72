export type PictureFormat = 'png' | 'jpeg' | 'webp';
