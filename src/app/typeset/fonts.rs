//! The fonts that articles are set in: ours, and for all other scripts those of the system.

use std::borrow::Cow;
use std::sync::Arc;
use std::thread::JoinHandle;

use fontique::{Blob, Collection, CollectionOptions, FallbackKey, FontInfoOverride, Script, SourceCache};
use parley::{FontContext, FontFamilyName, FontWeight, GenericFamily};

/// A font that comes with the program.
pub struct Font {
    /// The name by which a style asks for it.
    pub family: &'static str,
    pub is_bold: bool,
    pub bytes: Cow<'static, [u8]>,
}

pub(super) struct Fonts {
    pub context: FontContext,
    families: Vec<&'static str>,
    system: Option<JoinHandle<Collection>>,
}

#[derive(Clone)]
struct Bundled {
    family: &'static str,
    weight: FontWeight,
    bytes: Blob<u8>,
}

impl Fonts {
    /// Ours alone: what is drawn does not depend on the machine.
    pub fn bundled(fonts: Vec<Font>) -> Self {
        Self::new(&bundle(fonts), None)
    }

    /// Looks for the system's fonts on a thread: that takes a fifth of a second.
    pub fn with_system(fonts: Vec<Font>) -> Self {
        let ours = bundle(fonts);
        let theirs = ours.clone();
        let search = std::thread::spawn(move || collection(&theirs, true));
        Self::new(&ours, Some(search))
    }

    fn new(ours: &[Bundled], system: Option<JoinHandle<Collection>>) -> Self {
        let context = FontContext {
            collection: collection(ours, false),
            // A shared cache hands out a file that is still in use under the same id again.
            source_cache: SourceCache::new_shared(),
        };
        let mut families: Vec<_> = ours.iter().map(|font| font.family).collect();
        families.dedup();
        Self { context, families, system }
    }

    /// The asked family, then our others. Parley goes on to the system's font for the script.
    pub fn ours<'a>(&self, asked: &'a str) -> Vec<FontFamilyName<'a>> {
        let others = self.families.iter().copied().filter(|&family| family != asked);
        std::iter::once(asked).chain(others).map(FontFamilyName::named).collect()
    }

    /// Ours, then the general fonts of the system: symbols and emoji belong to no script.
    pub fn any<'a>(&self, asked: &'a str) -> Vec<FontFamilyName<'a>> {
        let general = [
            GenericFamily::SansSerif,
            GenericFamily::Emoji,
            GenericFamily::Math,
            GenericFamily::SystemUi,
            GenericFamily::Serif,
            GenericFamily::Monospace,
        ];
        self.ours(asked).into_iter().chain(general.map(FontFamilyName::Generic)).collect()
    }

    /// Waits for the system's fonts; `true` if they are new.
    pub fn await_system(&mut self) -> bool {
        // A search that failed leaves us with our own fonts.
        match self.system.take().map(JoinHandle::join) {
            Some(Ok(collection)) => {
                self.context.collection = collection;
                true
            }
            Some(Err(_)) | None => false,
        }
    }
}

fn bundle(fonts: Vec<Font>) -> Vec<Bundled> {
    fonts
        .into_iter()
        .map(|font| Bundled {
            family: font.family,
            weight: if font.is_bold { FontWeight::BOLD } else { FontWeight::NORMAL },
            bytes: Blob::new(Arc::new(font.bytes)),
        })
        .collect()
}

fn collection(ours: &[Bundled], system_fonts: bool) -> Collection {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts });
    for font in ours {
        let name = FontInfoOverride {
            family_name: Some(font.family),
            weight: Some(font.weight),
            ..FontInfoOverride::default()
        };
        collection.register_fonts(font.bytes.clone(), Some(name));
    }
    for &(script, language, families) in PREFERRED {
        prefer(&mut collection, (script, language), families);
    }
    collection
}

/// Where the system's answer is any font that has the letters, be it one for commentaries or for
/// another country. By script, language and family; best first.
const PREFERRED: &[(&str, &str, &[&str])] = &[
    ("Hebr", "", HEBREW),
    ("Hebr", "yi", HEBREW),
    ("Hani", SIMPLIFIED_CHINESE, &["Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC"]),
];
const HEBREW: &[&str] = &["Noto Serif Hebrew", "Noto Sans Hebrew", "DejaVu Sans"];

/// Stands for every place that writes simplified characters: under `zh-CN` fontique keeps the font
/// for Han characters of no known language, often a Japanese one.
pub(super) const SIMPLIFIED_CHINESE: &str = "zh-SG";

fn prefer(collection: &mut Collection, (script, language): (&str, &str), families: &[&str]) {
    let found: Vec<_> = families.iter().filter_map(|name| collection.family_id(name)).collect();
    if let (Ok(script), false) = (Script::parse(script), found.is_empty()) {
        collection.set_fallbacks(FallbackKey::from((script, language)), found.into_iter());
    }
}
