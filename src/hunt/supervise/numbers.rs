//! What a running hunt counts.

use super::slot::WorkerSlot;
use super::supervisor::Supervisor;
use crate::hunt::error::OutputError;
use crate::hunt::stats::Stats;
use crate::hunt::summary::HuntProgress;
use crate::hunt::tally::Tally;
use crate::hunt::worker::Map;

impl Supervisor {
    /// What all workers have counted, and the inputs of which they died.
    pub(super) fn tally(&self) -> Tally {
        let mut tally = self.deaths.clone();
        for slot in &self.slots {
            tally.add(&slot.tally());
        }
        tally
    }

    fn stats(&self, tally: &Tally) -> Stats {
        // A map that cannot be read has nothing to show yet.
        let maps = [false, true].map(|assertions| self.workshop.coverage(assertions));
        let maps = maps
            .iter()
            .filter_map(|path| Map::open(path).ok().flatten());
        let edges = maps.map(|map| map.count()).max();
        let peaks = self.slots.iter().map(WorkerSlot::peak_mb);
        Stats {
            edges: edges.map(|(reached, _)| reached),
            edges_total: edges.map(|(_, total)| total),
            corpus_files: self.is_guided.then(|| self.pool.len()),
            workers_lost: self.lost,
            peak_rss_mb: peaks.max().unwrap_or(0),
            buckets: self.output.buckets(),
            cpu_s: self
                .slots
                .iter()
                .map(|slot| Some(slot.cpu()?.as_secs_f64()))
                .sum(),
            ..Stats::of(tally, self.start.elapsed().as_secs_f64())
        }
    }

    /// A look at the hunt.
    pub(super) fn progress(&self) -> HuntProgress {
        let new = self.output.new_buckets();
        HuntProgress {
            stats: self.stats(&self.tally()),
            new,
            known: self.output.buckets() - new,
            elapsed: self.start.elapsed(),
            building: self.building.clone(),
        }
    }

    /// Writes everything down as it stands.
    pub(super) fn write(&mut self) -> Result<Stats, OutputError> {
        let tally = self.tally();
        let stats = self.stats(&tally);
        self.output.count(&tally.buckets);
        self.output.write_findings()?;
        self.output.write_stats(&stats)?;
        Ok(stats)
    }
}
