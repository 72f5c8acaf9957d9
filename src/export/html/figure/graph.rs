//! The call graph: the harness above, callees below their callers.

use super::calls::Edge;
use super::{head, heads, px};
use crate::case::{Case, FuncId};
use crate::export::Subject;
use crate::export::scene::Scene;
use crate::oracle::name_of;
use maud::{Markup, html};
use std::iter;

const HEIGHT: f64 = 46.0;
const BETWEEN_LAYERS: f64 = 62.0;
const BETWEEN_NODES: f64 = 28.0;
const MARGIN: f64 = 10.0;
/// Room at the right for edges that do not lead down.
const ASIDE: f64 = 132.0;
/// The most characters of a signature in a node.
const SIGNATURE: usize = 34;

/// A function, or the harness.
struct Node {
    function: Option<FuncId>,
    layer: usize,
    name: String,
    detail: String,
    /// The middle of its upper side.
    x: f64,
    y: f64,
    width: f64,
}

struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    width: f64,
    height: f64,
}

pub(in crate::export::html) fn section(subject: &Subject, scene: &Scene) -> Markup {
    let graph = Graph::of(&subject.case);
    let failing = scene.edge(subject);
    let failing = failing.filter(|&(from, to)| graph.has(from, to));
    let fault = subject.finding.at.function.filter(|_| failing.is_none());
    html! {
        section #calls {
            h2 { "Who calls whom" }
            figure {
                div.box.figure tabindex="0" role="region" aria-label="Call graph" {
                    (graph.draw(failing, fault))
                }
                figcaption {
                    @match (scene.event(), failing, fault) {
                        (Some(event), Some(_), _) => {
                            "Red: the " (event.crossing) " from " (name_of(event.from)) " to "
                            (name_of(event.to)) ". "
                        }
                        (None, Some(_), _) => { "Red: the edge at fault. " }
                        (_, None, Some(function)) => {
                            "Red: what is wrong is in %f" (function) ". "
                        }
                        (_, None, None) => {}
                    }
                    "A dotted line is an indirect call, a dashed one a tail call. A near callee is "
                    "declared colocated, a far one may lie anywhere."
                }
            }
        }
    }
}

impl Graph {
    fn of(case: &Case) -> Graph {
        let edges = Edge::all(case);
        let layers = layers(case, &edges);
        let functions = 0..case.functions.len() as FuncId;
        let nodes = functions
            .zip(layers)
            .map(|(f, layer)| Node::of(case, f, layer));
        let mut nodes: Vec<Node> = iter::once(Node::harness()).chain(nodes).collect();
        let deepest = nodes.iter().map(|node| node.layer).max().unwrap_or(0);
        let of_layer = |nodes: &[Node], layer: usize| {
            let widths = nodes.iter().filter(|node| node.layer == layer);
            let (sum, count) = widths.fold((0.0, 0.0), |(sum, count), node| {
                (sum + node.width, count + 1.0)
            });
            sum + (count - 1.0_f64).max(0.0) * BETWEEN_NODES
        };
        let widest = (0..=deepest)
            .map(|layer| of_layer(&nodes, layer))
            .fold(0.0, f64::max);
        for layer in 0..=deepest {
            let mut x = MARGIN + (widest - of_layer(&nodes, layer)) / 2.0;
            for node in nodes.iter_mut().filter(|node| node.layer == layer) {
                node.x = x + node.width / 2.0;
                node.y = MARGIN + layer as f64 * (HEIGHT + BETWEEN_LAYERS);
                x += node.width + BETWEEN_NODES;
            }
        }
        let mut graph = Graph {
            height: MARGIN * 2.0 + HEIGHT + deepest as f64 * (HEIGHT + BETWEEN_LAYERS),
            width: widest + MARGIN * 2.0,
            nodes,
            edges,
        };
        if graph.edges.iter().any(|edge| !graph.leads_down(edge)) {
            graph.width += ASIDE;
        }
        graph
    }

    fn has(&self, from: Option<FuncId>, to: FuncId) -> bool {
        self.edges
            .iter()
            .any(|edge| (edge.from, edge.to) == (from, to))
    }

    fn node(&self, function: Option<FuncId>) -> &Node {
        let mut nodes = self.nodes.iter();
        nodes
            .find(|node| node.function == function)
            .expect("each function has a node")
    }

    fn leads_down(&self, edge: &Edge) -> bool {
        self.node(edge.from).layer < self.node(Some(edge.to)).layer
    }

    fn draw(&self, failing: Option<(Option<FuncId>, FuncId)>, fault: Option<FuncId>) -> Markup {
        let (width, height) = (px(self.width), px(self.height));
        let is_bad = |edge: &Edge| failing == Some((edge.from, edge.to));
        html! {
            svg width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
                role="img" aria-label="Functions, and the calls between them" {
                (heads("calls"))
                @for edge in &self.edges { (self.line(edge, is_bad(edge))) }
                @for node in &self.nodes {
                    (node.draw(fault.is_some() && node.function == fault))
                }
                @for edge in &self.edges { (self.label(edge, is_bad(edge))) }
            }
        }
    }

    /// Where the edge leaves its caller: edges of one caller stand side by side.
    fn port(&self, edge: &Edge) -> f64 {
        let own = self.edges.iter();
        let mut own: Vec<&Edge> = own
            .filter(|other| other.from == edge.from && self.leads_down(other))
            .collect();
        own.sort_by(|a, b| {
            let x = |edge: &Edge| self.node(Some(edge.to)).x;
            x(a).total_cmp(&x(b))
        });
        let (node, count) = (self.node(edge.from), own.len() as f64);
        let index = own
            .iter()
            .position(|other| other.to == edge.to)
            .unwrap_or(0) as f64;
        node.x + (index - (count - 1.0) / 2.0) * f64::min(30.0, node.width / (count + 1.0))
    }

    fn line(&self, edge: &Edge, bad: bool) -> Markup {
        let (from, to) = (self.node(edge.from), self.node(Some(edge.to)));
        let path = if self.leads_down(edge) {
            let (x, y) = (self.port(edge), from.y + HEIGHT);
            let (end, lower) = (to.x, to.y - 1.0);
            let middle = (y + lower) / 2.0;
            format!(
                "M{} {}C{} {} {} {} {} {}",
                px(x),
                px(y),
                px(x),
                px(middle),
                px(end),
                px(middle),
                px(end),
                px(lower)
            )
        } else {
            let (x, y) = (from.x + from.width / 2.0, from.y + HEIGHT * 0.35);
            let (end, lower) = (to.x + to.width / 2.0 + 1.0, to.y + HEIGHT * 0.7);
            let aside = x.max(end) + 44.0;
            format!(
                "M{} {}C{} {} {} {} {} {}",
                px(x),
                px(y),
                px(aside),
                px(y),
                px(aside),
                px(lower),
                px(end),
                px(lower)
            )
        };
        let head = head("calls", bad);
        html! {
            path class={ "edge " (edge.style()) (if bad { " bad" } else { "" }) }
                d=(path) marker-end=(head) {}
        }
    }

    fn label(&self, edge: &Edge, bad: bool) -> Markup {
        let (from, to) = (self.node(edge.from), self.node(Some(edge.to)));
        let down = self.leads_down(edge);
        let (x, y) = if down {
            let middle = (self.port(edge) + to.x) / 2.0;
            (middle, (from.y + HEIGHT + to.y) / 2.0 + 4.0)
        } else {
            let right = (from.x + from.width / 2.0).max(to.x + to.width / 2.0);
            (right + 40.0, (from.y + to.y + HEIGHT) / 2.0 + 4.0)
        };
        html! {
            text.halo.bad[bad].soft[!bad] x=(px(x)) y=(px(y))
                text-anchor=(if down { "middle" } else { "start" }) { (edge.label()) }
        }
    }
}

impl Node {
    fn harness() -> Node {
        Node::new(
            None,
            0,
            "harness".to_owned(),
            "the caller from outside".to_owned(),
        )
    }

    fn of(case: &Case, function: FuncId, layer: usize) -> Node {
        let function_of = &case.functions[usize::from(function)];
        let kind = match (function_of.origin.is_extern(), function_of.origin.libcall()) {
            (_, Some(libcall)) => format!(" libcall {libcall:?}"),
            (true, None) => " extern".to_owned(),
            (false, None) => String::new(),
        };
        let signature = function_of.signature.to_string();
        Node::new(
            Some(function),
            layer,
            format!("%f{function}{kind}"),
            cut(&signature),
        )
    }

    fn new(function: Option<FuncId>, layer: usize, name: String, detail: String) -> Node {
        let letters = name.chars().count().max(detail.chars().count()) as f64;
        Node {
            function,
            layer,
            width: (letters * 6.8 + 26.0).max(120.0),
            name,
            detail,
            x: 0.0,
            y: 0.0,
        }
    }

    fn draw(&self, bad: bool) -> Markup {
        let left = px(self.x - self.width / 2.0);
        let radius = if self.function.is_none() {
            px(HEIGHT / 2.0)
        } else {
            px(5.0)
        };
        html! {
            rect.node.bad[bad] x=(left) y=(px(self.y)) width=(px(self.width)) height=(px(HEIGHT))
                rx=(radius) {}
            text.name x=(px(self.x)) y=(px(self.y + 19.0)) text-anchor="middle" { (self.name) }
            text.mono.soft x=(px(self.x)) y=(px(self.y + 36.0)) text-anchor="middle" {
                (self.detail)
            }
        }
    }
}

/// How far each function is from the harness, at least.
fn layers(case: &Case, edges: &[Edge]) -> Vec<usize> {
    let mut layers: Vec<Option<usize>> = vec![None; case.functions.len()];
    // Each turn settles one more layer.
    for layer in 1..=case.functions.len() {
        for edge in edges {
            let from = edge.from.map_or(Some(0), |from| layers[usize::from(from)]);
            let callee = &mut layers[usize::from(edge.to)];
            if from == Some(layer - 1) && callee.is_none() {
                *callee = Some(layer);
            }
        }
    }
    layers.into_iter().map(|layer| layer.unwrap_or(1)).collect()
}

/// A signature that fits into a node.
fn cut(signature: &str) -> String {
    if signature.chars().count() <= SIGNATURE {
        return signature.to_owned();
    }
    let start: String = signature.chars().take(SIGNATURE - 1).collect();
    format!("{start}…")
}
