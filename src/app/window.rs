//! Opening the real window: OpenGL first, then Vulkan, else one sentence that says what to do.

use std::fmt;
use std::path::PathBuf;

use eframe::{NativeOptions, Renderer};
use egui::{IconData, ViewportBuilder};

use super::outside::{data_folder, system_dialogs};
use super::typeset::Typesetter;
use super::{App, Request, theme};

const ICON: &[u8] = include_bytes!("../../assets/icon/broadsheet-256.png");

/// No window could be opened.
#[derive(Debug)]
pub struct NoWindow(&'static str);

/// Opens the window on a project, articles or folders, or on the welcome page; returns when it closes.
pub fn run(paths: Vec<PathBuf>) -> Result<(), NoWindow> {
    if !has_display() {
        return Err(NoWindow("there is no display"));
    }
    // On software drivers OpenGL costs a fifth of what Vulkan does.
    let first = open(Renderer::Glow, paths.clone());
    match first {
        Ok(()) => return Ok(()),
        Err(eframe::Error::WinitEventLoop(_)) => return Err(NoWindow("the display does not answer")),
        Err(_) => {}
    }
    open(Renderer::Wgpu, paths).map_err(|_| NoWindow("neither OpenGL nor Vulkan works here"))
}

fn has_display() -> bool {
    let is_set = |key: &str| std::env::var_os(key).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn open(renderer: Renderer, paths: Vec<PathBuf>) -> Result<(), eframe::Error> {
    let viewport = ViewportBuilder::default()
        .with_title("Broadsheet")
        .with_app_id("broadsheet")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([800.0, 560.0])
        .with_icon(icon());
    let options = NativeOptions { viewport, renderer, ..NativeOptions::default() };
    let start = move |creation: &eframe::CreationContext<'_>| {
        let typesetter = Typesetter::with_system_fonts(theme::reading_fonts());
        let mut app = App::new(&creation.egui_ctx, data_folder(), system_dialogs(), typesetter);
        if !paths.is_empty() {
            app.request(Request::Open(paths));
        }
        Ok(Box::new(app) as Box<dyn eframe::App>)
    };
    eframe::run_native("Broadsheet", options, Box::new(start))
}

fn icon() -> IconData {
    eframe::icon_data::from_png_bytes(ICON).unwrap_or_default()
}

impl fmt::Display for NoWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Could not open a window ({}); install an OpenGL driver (Debian: libgl1-mesa-dri) or set DISPLAY, \
             or work without a window: broadsheet --help",
            self.0
        )
    }
}

impl std::error::Error for NoWindow {}
