/// Heights of many rows, with sums in logarithmic time (a Fenwick tree, Fenwick 1994).
#[derive(Default)]
pub struct Heights {
    heights: Vec<f32>,
    /// sums[i] covers the heights from `i - lowbit(i)` to `i`, counted from 1.
    sums: Vec<f64>,
}

impl Heights {
    pub fn new(heights: Vec<f32>) -> Self {
        let mut sums = vec![0.0; heights.len() + 1];
        for (at, height) in heights.iter().enumerate() {
            sums[at + 1] += f64::from(*height);
            let parent = at + 1 + lowbit(at + 1);
            if parent < sums.len() {
                sums[parent] += sums[at + 1];
            }
        }
        Self { heights, sums }
    }

    pub fn get(&self, at: usize) -> f32 {
        self.heights[at]
    }

    /// Sets a height and returns by how much it grew.
    pub fn set(&mut self, at: usize, height: f32) -> f32 {
        let grew = height - self.heights[at];
        self.heights[at] = height;
        let mut node = at + 1;
        while grew != 0.0 && node < self.sums.len() {
            self.sums[node] += f64::from(grew);
            node += lowbit(node);
        }
        grew
    }

    /// Where a row starts: the sum of all heights before it.
    pub fn top(&self, at: usize) -> f32 {
        let mut node = at.min(self.heights.len());
        let mut sum = 0.0;
        while node > 0 {
            sum += self.sums[node];
            node -= lowbit(node);
        }
        sum as f32
    }

    pub fn total(&self) -> f32 {
        self.top(self.heights.len())
    }

    /// The row at a height from the top; the last one below the end.
    pub fn row_at(&self, y: f32) -> usize {
        let mut at = 0;
        let mut left = f64::from(y.max(0.0));
        let mut step = (self.heights.len() + 1).next_power_of_two() / 2;
        while step > 0 {
            let next = at + step;
            if next < self.sums.len() && self.sums[next] <= left {
                at = next;
                left -= self.sums[next];
            }
            step /= 2;
        }
        at.min(self.heights.len().saturating_sub(1))
    }
}

fn lowbit(node: usize) -> usize {
    node & node.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tops_are_sums_and_rows_are_found_by_place() {
        let mut heights = Heights::new(vec![10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!(
            (0..=5).map(|at| heights.top(at)).collect::<Vec<_>>(),
            [0.0, 10.0, 30.0, 60.0, 100.0, 150.0]
        );
        assert_eq!(
            [0.0, 9.9, 10.0, 59.0, 60.0, 149.0, 999.0].map(|y| heights.row_at(y)),
            [0, 0, 1, 2, 3, 4, 4]
        );
        assert_eq!(heights.set(1, 25.0), 5.0);
        assert_eq!(heights.top(2), 35.0);
        assert_eq!(heights.total(), 155.0);
        assert_eq!(heights.row_at(34.0), 1);
    }
}
