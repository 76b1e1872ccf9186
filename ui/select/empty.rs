fn main() {
    unhang::channel::select! {}
}
